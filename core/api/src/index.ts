export type { ApiConfig } from "./api-config.js";
export { API_DEFAULTS } from "./api-config.js";
export type { Api, ApiParts, InjectedAnswer, InjectedRequest } from "./create-api.js";
export { createApi } from "./create-api.js";
export type { ApiLog } from "./http/call.js";
export { MAX_MINOR, MIN_MINOR } from "./versions/microversion.js";
export type { ApiSurface, SurfaceEndpoint, SurfaceEntry } from "./versions/surface.js";
export { apiSurface } from "./versions/surface.js";
