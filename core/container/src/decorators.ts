import "reflect-metadata";
import type { Token } from "@steelyard/interfaces";
import { inject as tsyringeInject, injectable as tsyringeInjectable } from "tsyringe";

/** Marks a class that {@link Container.construct} may make. Every constructor parameter names its token. @public */
export function injectable(): ClassDecorator {
  return tsyringeInjectable() as unknown as ClassDecorator;
}

/** Names what a constructor parameter takes. @public */
export function inject<T>(token: Token<T>): ParameterDecorator {
  return tsyringeInject(token.id) as ParameterDecorator;
}
