import { timingSafeEqual } from "node:crypto";
import { isAgentError, reasonOf } from "../agent-error.js";
import type { AgentMemory } from "../agent-memory.js";
import type { CommandRunner } from "../commands/command-runner.js";
import { commandOf } from "../commands/command-table.js";

export interface AgentRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

export interface AgentAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Called when the answer is on its way. */
  readonly afterwards?: () => void;
}

export interface RouteOptions {
  readonly memory: AgentMemory;
  readonly runner: CommandRunner;
  readonly version: string;
  readonly afterwards: () => void;
}

const DOCS = "https://docs.openstack.org/ironic-python-agent";
const MEDIA_TYPE = "application/vnd.openstack.ironic-python-agent.v1+json";

/**
 * The agent's API.
 * @remarks Source: ironic-python-agent `api/app.py`; reference page "Deploy agent", §5.
 */
export async function route(request: AgentRequest, options: RouteOptions): Promise<AgentAnswer> {
  try {
    return { ...(await answerTo(request, options)), afterwards: options.afterwards };
  } catch (error) {
    const status = isAgentError(error) ? error.code : 500;
    return fault(status, reasonOf(error));
  }
}

async function answerTo({ method, url, body }: AgentRequest, options: RouteOptions): Promise<AgentAnswer> {
  const { memory, runner, version } = options;
  const root = url.origin;
  const path = url.pathname.startsWith("/v1/") ? url.pathname.slice(3) : url.pathname;
  if (["/v1", "/commands", "/v1/commands"].includes(url.pathname)) {
    const location = `${root}${url.pathname}/${url.search}`;
    return { status: 308, headers: { location } };
  }
  if (url.pathname === "/") return method === "GET" ? { status: 200, body: versions(root) } : notAllowed("GET");
  if (path === "/") return method === "GET" ? { status: 200, body: v1(root) } : notAllowed("GET");
  if (path === "/status") {
    if (method !== "GET") return notAllowed("GET");
    return { status: 200, body: { started_at: memory.startedAt, version } };
  }
  const id = /^\/commands\/([^/]*)$/.exec(path)?.[1];
  if (id === undefined)
    return fault(
      404,
      "404 Not Found: The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.",
    );
  const isPost = method === "POST" && id === "";
  if (method !== "GET" && !isPost) return notAllowed(id === "" ? "GET, POST" : "GET");
  if (!isToken(url.searchParams.get("agent_token"), memory.token))
    return fault(401, "401 Unauthorized: Token invalid.");
  const waits = url.searchParams.get("wait")?.toLowerCase() === "true";
  if (isPost) return execute(body, runner, waits);
  if (id === "") return { status: 200, body: { commands: runner.list() } };
  return { status: 200, body: await runner.get(decodeURIComponent(id), { waits }) };
}

async function execute(body: string, runner: CommandRunner, waits: boolean): Promise<AgentAnswer> {
  let json: unknown;
  try {
    json = JSON.parse(body) as unknown;
  } catch {
    return fault(400, "400 Bad Request: The browser (or proxy) sent a request that this server could not understand.");
  }
  const command = commandOf(json);
  if (command === undefined) return fault(400, "400 Bad Request: Missing or invalid name or params");
  const result = await runner.execute(command.name, command.params);
  return { status: 200, body: waits ? await runner.get(result.id, { waits }) : result };
}

function isToken(given: string | null, own: string | undefined): boolean {
  if (given === null || given === "" || own === undefined) return false;
  const [one, other] = [Buffer.from(given), Buffer.from(own)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function fault(status: number, text: string): AgentAnswer {
  return { status, body: { faultcode: status >= 500 ? "Server" : "Client", faultstring: text } };
}

function notAllowed(allow: string): AgentAnswer {
  return {
    ...fault(405, "405 Method Not Allowed: The method is not allowed for the requested URL."),
    headers: { allow },
  };
}

function version(root: string) {
  return {
    id: "v1",
    links: [
      { href: `${root}/v1`, rel: "self" },
      { href: `${DOCS}/`, rel: "describedby", type: "text/html" },
    ],
  };
}

function versions(root: string) {
  return {
    name: "OpenStack Ironic Python Agent API",
    description: "Ironic Python Agent is a provisioning agent for OpenStack Ironic",
    versions: [version(root)],
    default_version: version(root),
  };
}

function v1(root: string) {
  const links = (name: string) => [
    { href: `${root}/v1/${name}`, rel: "self" },
    { href: `${root}/${name}`, rel: "bookmark" },
  ];
  return {
    ...version(root),
    commands: links("commands"),
    status: links("status"),
    media_types: [{ base: "application/json", type: MEDIA_TYPE }],
  };
}
