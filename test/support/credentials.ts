import {
	ICredentialsHelper,
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type IExecuteData,
	type IHttpRequestOptions,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type WorkflowExecuteMode,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import type { NodeTypes } from './nodeTypes';

/** What somebody filled in, by credential type. */
export type FilledIn = Record<string, ICredentialDataDecryptedObject>;

const KEPT_FROM_SIGN_IN = ['accessTokenUrl', 'authUrl', 'clientId', 'grantType', 'oauthTokenData'];

/** Stands in for n8n's store of encrypted credentials; the credential's own code is applied for real. */
export class Credentials extends ICredentialsHelper {
	constructor(
		private readonly types: NodeTypes,
		private readonly data: FilledIn,
	) {
		super();
	}

	getParentTypes(type: string): string[] {
		return this.types.credential(type).extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.types.credential(type);
		if (typeof authenticate !== 'function') {
			throw new Error(`${type} has no function authenticate, and no other kind is applied here`);
		}
		return await authenticate(credentials, options);
	}

	async preAuthentication(): Promise<ICredentialDataDecryptedObject | undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<ICredentialDataDecryptedObject | undefined> {
		return undefined;
	}

	async getCredentials(_node: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		throw new Error(`No test reads the encrypted form of ${type}`);
	}

	async getDecrypted(
		_data: IWorkflowExecuteAdditionalData,
		_node: INodeCredentialsDetails,
		type: string,
		_mode: WorkflowExecuteMode,
		_executeData?: IExecuteData,
		raw?: boolean,
	): Promise<ICredentialDataDecryptedObject> {
		return raw === true ? { ...this.data[type] } : this.filledIn(type);
	}

	/** Like n8n: a field left alone has its default, a field that the form hides does not exist. */
	filledIn(type: string): ICredentialDataDecryptedObject {
		const fields = this.getCredentialsProperties(type);
		// A credential's fields are resolved as a node's are; n8n only types their values apart.
		const given = this.data[type] as INodeParameters;
		const values = NodeHelpers.getNodeParameters(fields, given, true, false, null, null);
		const signedIn = this.getParentTypes(type).includes('oAuth2Api') ? this.fromSignIn(type) : {};
		return { ...(values as ICredentialDataDecryptedObject), ...signedIn };
	}

	/** What no form has, and n8n itself keeps: the client it has registered, and the tokens. */
	private fromSignIn(type: string): ICredentialDataDecryptedObject {
		return Object.fromEntries(
			Object.entries(this.data[type]).filter(([name]) => KEPT_FROM_SIGN_IN.includes(name)),
		);
	}

	async updateCredentials(): Promise<void> {}

	/** Renewed tokens last longer than one execution, as in n8n's database. */
	async updateCredentialsOauthTokenData(
		_node: INodeCredentialsDetails,
		type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	): Promise<void> {
		Object.assign(this.data[type], { oauthTokenData });
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.types.credential(type).properties;
	}
}
