/**
 * An AbortController that is aborted with any of `signals`; `unlink` ends that.
 * `AbortSignal.any` would leave a trace in a long-lived signal for every request.
 * @internal
 */
export function linkedAbort(signals: readonly (AbortSignal | undefined)[]): {
  readonly controller: AbortController;
  readonly unlink: () => void;
} {
  const controller = new AbortController();
  const links: (() => void)[] = [];
  for (const signal of signals) {
    if (signal === undefined) continue;
    const forward = () => controller.abort(signal.reason);
    if (signal.aborted) forward();
    signal.addEventListener("abort", forward, { once: true });
    links.push(() => signal.removeEventListener("abort", forward));
  }
  return { controller, unlink: () => links.forEach((unlink) => void unlink()) };
}
