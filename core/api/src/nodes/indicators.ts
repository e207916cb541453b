import {
  INDICATOR_COMPONENTS,
  INDICATOR_STATES,
  type IndicatorComponent,
  type IndicatorDescription,
  type IndicatorState,
} from "@steelyard/interfaces";
import { badRequest } from "../http/api-error.js";
import { type Answer, type Call, noContent, ok, param, textArg } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { selfLinks } from "../http/field.js";
import { nodeOf } from "./node-ident.js";

interface IndicatorIdent {
  readonly component: IndicatorComponent;
  readonly indicator: string;
}

/** Reads `led-0@chassis`. @throws ApiError 400 */
function identOf(call: Call): IndicatorIdent {
  const name = param(call, "indicator");
  const at = name.indexOf("@");
  if (at <= 0) throw badRequest(`Malformed indicator name "${name}": expected name@component.`);
  const component = name.slice(at + 1);
  if (!(INDICATOR_COMPONENTS as readonly string[]).includes(component))
    throw badRequest(`Unknown component "${component}": expected one of ${INDICATOR_COMPONENTS.join(", ")}.`);
  return { component: component as IndicatorComponent, indicator: name.slice(0, at) };
}

async function list(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const found = await call.conductor.getSupportedIndicators(node.uuid, call.signal);
  const show = (component: string, [id, { readonly, states }]: readonly [string, IndicatorDescription]) => ({
    name: `${id}@${component}`,
    component,
    readonly,
    states: [...states],
    links: selfLinks(call.baseUrl, `nodes/${param(call, "node_ident")}/management/indicators/${id}@${component}`),
  });
  const indicators = Object.entries(found).flatMap(([component, rows]) =>
    Object.entries(rows).map((row) => show(component, row)),
  );
  return ok({ indicators });
}

async function getState(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const { component, indicator } = identOf(call);
  return ok({ state: await call.conductor.getIndicatorState(node.uuid, component, indicator, call.signal) });
}

async function setState(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const { component, indicator } = identOf(call);
  const state = textArg(call, "state") ?? "";
  if (!(INDICATOR_STATES as readonly string[]).includes(state))
    throw badRequest(`Invalid indicator state "${state}": expected one of ${INDICATOR_STATES.join(", ")}.`);
  await call.conductor.setIndicatorState(node.uuid, component, indicator, state as IndicatorState, call.signal);
  return noContent();
}

const INDICATORS = "/v1/nodes/:node_ident/management/indicators";

/** `/v1/nodes/{node}/management/indicators…`; documented since 1.63, which Ironic does not check. Source: `IndicatorController`. */
export const indicatorEndpoints: readonly Endpoint[] = [
  { method: "GET", path: INDICATORS, run: list },
  { method: "GET", path: `${INDICATORS}/:indicator`, run: getState },
  {
    method: "PUT",
    path: `${INDICATORS}/:indicator`,
    body: "arguments",
    args: { state: { kind: "string", isRequired: true } },
    run: setState,
  },
];
