import * as sdk from '../generated/sdk.gen.js';
import type {
  AuthenticatorCodeIn,
  ChoosePinIn,
  NothingIn,
  PassIn,
  PinSignInIn,
  RegisterIn,
  SignInIn,
  ThisDeviceIn,
} from '../generated/types.gen.js';
import { isApiError } from '../error.js';
import type { CallOptions, Caller } from '../call.js';

/** Cookie or bearer: the client knows which it is, so nobody has to say it. */
type Without<T> = Omit<T, 'transport'>;

/** Signing in and out, and one's own account. */
export function sessionModule(api: Caller) {
  const signIn = api.enter(sdk.signIn, false);
  const register = api.enter(sdk.registerWithInvitation, false);
  const pass = api.enter(sdk.enterWithPass, false);
  const look = api.post(sdk.lookAtDevice, false);
  const pin = api.enter(sdk.signInWithPin, false);
  const choosePin = api.enter(sdk.choosePin);
  const confirm = api.post(sdk.confirmAuthenticator);
  const signOut = api.post(sdk.signOut, false);
  const bare =
    <T>(post: (body: NothingIn, options?: CallOptions) => Promise<T>) =>
    (options?: CallOptions) =>
      post({}, options);
  return {
    /** The person, their homes and what they may do, in one answer. */
    get: api.the(sdk.getSession),
    /** Answers `second_factor` with a `step` where a code is needed; give both to `finishSignIn`. */
    signIn: (body: Without<SignInIn>, options?: CallOptions) =>
      signIn({ ...body, transport: api.credentials.transport }, options),
    finishSignIn: api.enter(sdk.finishSignIn, false),
    /** With the code of a pass for one shift: good once, for 30 minutes. */
    enterWithPass: (body: Without<PassIn>, options?: CallOptions) =>
      pass({ ...body, transport: api.credentials.transport }, options),
    /** A shared tablet: a browser's shows itself by its cookie, any other client says `device_secret`. */
    device: {
      /** Which tablet this is, and who has a PIN on it; `not_found` on a device that is none. */
      look: (body: Without<ThisDeviceIn> = {}, options?: CallOptions) =>
        look({ ...body, transport: api.credentials.transport }, options),
      signIn: (body: Without<PinSignInIn>, options?: CallOptions) =>
        pin({ ...body, transport: api.credentials.transport }, options),
      /** Right after signing in on it in full; the sign-in is one with the PIN then. */
      choosePin: (body: Without<ChoosePinIn>, options?: CallOptions) =>
        choosePin({ ...body, transport: api.credentials.transport }, options),
    },
    /** A fresh second factor within a sign-in, for what needs one. */
    giveSecondFactor: api.enter(sdk.giveSecondFactor),
    chooseOrganisation: api.enter(sdk.chooseOrganisation),
    /** Ends the sign-in. What was held is forgotten even where the server is out of reach; the error is thrown then. */
    signOut: async (options?: CallOptions): Promise<void> => {
      const { transport } = api.credentials;
      try {
        await signOut({ transport, refresh_token: api.credentials.refreshToken() }, options);
      } catch (error) {
        // Over already is what was wanted.
        if (!isApiError(error, 'unauthenticated')) throw error;
      } finally {
        api.credentials.forget();
      }
    },
    account: api.the(sdk.getAccount),
    changePassword: api.post(sdk.changePassword),
    requestPasswordReset: api.post(sdk.requestPasswordReset, false),
    resetPassword: api.post(sdk.resetPassword, false),
    invitation: {
      lookUp: api.post(sdk.lookUpInvitation, false),
      accept: api.enter(sdk.acceptInvitation),
      register: (body: Without<RegisterIn>, options?: CallOptions) =>
        register({ ...body, transport: api.credentials.transport }, options),
    },
    authenticator: {
      add: api.post(sdk.addAuthenticator),
      /** Answers the recovery codes, once. */
      confirm: async (body: AuthenticatorCodeIn, options?: CallOptions) => {
        const added = await confirm(body, options);
        api.credentials.keep(added.signed_in);
        return added;
      },
      remove: bare(api.enter(sdk.removeAuthenticator)),
      renewRecoveryCodes: bare(api.post(sdk.renewRecoveryCodes)),
    },
    linked: {
      add: api.post(sdk.linkSignIn),
      remove: api.post(sdk.unlinkSignIn),
    },
    signIns: {
      list: api.list(sdk.listSessions),
      end: api.postTo(sdk.endSession),
      endOthers: bare(api.post(sdk.endOtherSessions)),
    },
  };
}
