import type { JsonObject } from "@steelyard/interfaces";
import { answerError } from "../client/answer-error.js";
import { extendedInfo, isObject } from "../errors/extended-info.js";
import { RedfishError } from "../errors/redfish-error.js";
import { parseJson } from "../transport/answer-body.js";
import { type BmcAddress, pathOfLink } from "../transport/bmc-address.js";
import type { RedfishClock } from "../transport/clock.js";
import { type CallLimits, Deadline } from "../transport/deadline.js";
import { HookRefusal, type Requester } from "../transport/requester.js";
import type { Account, LoginLimits } from "./authenticator.js";
import type { StoredSession } from "./session-store.js";

const HEADERS = { accept: "application/json", "odata-version": "4.0", "accept-encoding": "identity" } as const;
const JSON_CONTENT = { "content-type": "application/json" } as const;
/** How some services say with status 400 that the password is wrong (iLO 4, iLO 5). */
const WRONG_PASSWORD = new Set(["UnauthorizedLoginAttempt", "InvalidCredentials"]);

/**
 * Creates and deletes sessions at one BMC.
 *
 * @remarks Source: DSP0266, "Redfish session login authentication"; DSP0268, Session.
 * @internal
 */
export class SessionService {
  readonly #address: BmcAddress;
  readonly #requester: Requester;
  readonly #clock: RedfishClock;
  readonly #loginTimeoutMs: number;
  #sessionsPath: string | undefined;
  #offersBasic = false;

  constructor(address: BmcAddress, requester: Requester, clock: RedfishClock, loginTimeoutMs: number) {
    this.#address = address;
    this.#requester = requester;
    this.#clock = clock;
    this.#loginTimeoutMs = loginTimeoutMs;
  }

  /** Whether the last refused login named basic as another way. */
  get offersBasic(): boolean {
    return this.#offersBasic;
  }

  /** @throws RedfishError `AUTH_REJECTED`, `BAD_ANSWER`, and those of a request */
  async create(account: Account, limits: LoginLimits): Promise<StoredSession> {
    // Others may wait for this login, so the caller's signal does not end it; its hook still can.
    const deadline = new Deadline(this.#clock, {}, Math.min(limits.deadlineMs ?? Infinity, this.#loginTimeoutMs));
    this.#sessionsPath ??= await this.#findSessions(deadline);
    const path = this.#sessionsPath;
    const secrets = account.password === undefined ? [] : [account.password];
    const answer = await this.#requester.send(
      {
        method: "POST",
        origin: this.#address.origin,
        path,
        headers: { ...HEADERS, ...JSON_CONTENT },
        body: JSON.stringify({ UserName: account.username ?? "", Password: account.password ?? "" }),
        beforeSend: hooked(limits.beforeWrite),
        // A session whose answer was lost ends by the BMC's timeout; work that fails for it does not.
        isRepeatable: true,
      },
      deadline,
    );
    const request = { method: "POST", path };
    if (answer.status >= 300) {
      this.#offersBasic = /\bbasic\b/i.test(answer.headers["www-authenticate"] ?? "");
      const messages = extendedInfo(parseJson(answer.text), secrets);
      if (answer.status === 401 || messages.some(({ key }) => WRONG_PASSWORD.has(key))) {
        throw new RedfishError("AUTH_REJECTED", { ...request, status: answer.status, messages });
      }
      throw answerError(request, answer, secrets, this.#clock.wallNow());
    }
    const token = answer.headers["x-auth-token"];
    const body = parseJson(answer.text);
    const link = answer.headers["location"] ?? (isObject(body) ? body["@odata.id"] : undefined);
    if (token === undefined || token === "") {
      throw new RedfishError("BAD_ANSWER", {
        ...request,
        status: answer.status,
        attribute: "X-Auth-Token",
        reason: "the login has no X-Auth-Token header",
      });
    }
    if (typeof link !== "string") {
      throw new RedfishError("BAD_ANSWER", {
        ...request,
        status: answer.status,
        attribute: "Location",
        reason: "the login does not say where its session is",
      });
    }
    return { location: this.#ownPath(link), token };
  }

  /** Deletes the session; one that is gone already is no error. */
  async remove(session: StoredSession, limits: CallLimits): Promise<void> {
    const request = { method: "DELETE", path: session.location } as const;
    const answer = await this.#requester.send(
      {
        ...request,
        origin: this.#address.origin,
        headers: { ...HEADERS, "x-auth-token": session.token },
        body: undefined,
        beforeSend: undefined,
        isRepeatable: true,
      },
      new Deadline(this.#clock, limits, this.#loginTimeoutMs),
    );
    if (answer.status >= 300 && ![401, 403, 404, 410].includes(answer.status)) {
      throw answerError(request, answer, [session.token], this.#clock.wallNow());
    }
  }

  async #findSessions(deadline: Deadline): Promise<string> {
    const path = this.#address.rootPath;
    const answer = await this.#requester.send(
      {
        method: "GET",
        origin: this.#address.origin,
        path,
        headers: HEADERS,
        body: undefined,
        beforeSend: undefined,
        isRepeatable: true,
      },
      deadline,
    );
    const root = answer.status === 200 ? parseJson(answer.text) : undefined;
    const links = isObject(root) && isObject(root["Links"]) ? root["Links"] : {};
    const sessions = isObject(links["Sessions"]) ? (links["Sessions"] as JsonObject)["@odata.id"] : undefined;
    return typeof sessions === "string" ? pathOfLink(sessions, this.#address, path) : `${path}SessionService/Sessions`;
  }

  /** Some services write their own name or an inner address into Location; only the path counts. */
  #ownPath(link: string): string {
    const base = this.#address.origin;
    if (!URL.canParse(link, base)) {
      throw new RedfishError("BAD_ANSWER", { attribute: "Location", reason: "the session's location is not a URL" });
    }
    return new URL(link, base).pathname;
  }
}

/** Marks what the hook throws, so that it reaches the caller as it is. @internal */
export function hooked(beforeWrite: (() => void) | undefined): (() => void) | undefined {
  if (beforeWrite === undefined) return undefined;
  return () => {
    try {
      beforeWrite();
    } catch (error) {
      throw new HookRefusal(error);
    }
  };
}
