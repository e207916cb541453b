import { provide, type Token, token } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { createContainer, inject, injectable } from "./index.js";

const A: Token<string> = token("test/a");
const B: Token<string> = token("test/b");
const C: Token<string> = token("test/c");

describe("get", () => {
  test("creates a thing once, when it is first asked for, from what it needs", () => {
    const made: string[] = [];
    const container = createContainer()
      .provide(
        provide(A, {
          deps: { b: B },
          create: ({ b }) => {
            made.push("a");
            return `a(${b})`;
          },
        }),
      )
      .set(B, "b");
    expect(made).toEqual([]);
    expect([container.get(A), container.get(A)]).toEqual(["a(b)", "a(b)"]);
    expect(made).toEqual(["a"]);
    expect(container.has(A)).toBe(true);
    expect(container.has(C)).toBe(false);
  });

  test("names the path to what nobody provides", () => {
    const container = createContainer()
      .provide(provide(A, { deps: { b: B }, create: () => "a" }))
      .provide(provide(B, { deps: { c: C }, create: () => "b" }));
    expect(() => container.get(A)).toThrow("nothing provides test/c (test/a → test/b → test/c)");
    container.set(C, "c");
    expect(container.get(A)).toBe("a");
  });

  test("names the path of a cycle", () => {
    const container = createContainer()
      .provide(provide(A, { deps: { b: B }, create: () => "a" }))
      .provide(provide(B, { deps: { a: A }, create: () => "b" }));
    expect(() => container.get(A)).toThrow("test/a needs itself (test/a → test/b → test/a)");
  });

  test("names the path to a provider that throws, and tries again when asked again", () => {
    let isBroken = true;
    const container = createContainer()
      .provide(provide(A, { deps: { b: B }, create: ({ b }) => b }))
      .provide(
        provide(B, {
          deps: {},
          create: () => {
            if (isBroken) throw new Error("no socket");
            return "b";
          },
        }),
      );
    expect(() => container.get(A)).toThrow("test/a → test/b could not be created: no socket");
    isBroken = false;
    expect(container.get(A)).toBe("b");
  });
});

describe("set and provide", () => {
  test("refuse a second provider", () => {
    const container = createContainer().provide(provide(A, { deps: {}, create: () => "a" }));
    expect(() => container.provide(provide(A, { deps: {}, create: () => "a" }))).toThrow("test/a is provided twice");
  });

  test("let a value take the place of a provider until it is in use", () => {
    const container = createContainer()
      .provide(provide(A, { deps: {}, create: () => "made" }))
      .set(A, "mine");
    expect(container.get(A)).toBe("mine");
    expect(() => container.set(A, "other")).toThrow("test/a is in use");
  });
});

describe("dispose", () => {
  const closing = (name: Token<string>, deps: Record<string, Token<string>>, closed: string[], failure?: string) =>
    provide(name, {
      deps,
      create: () => name.id,
      dispose: async (value) => {
        closed.push(value);
        if (failure !== undefined) throw new Error(failure);
      },
    });

  test("goes in reverse order of creation, over what was created only, and once", async () => {
    const closed: string[] = [];
    const container = createContainer()
      .provide(closing(A, { b: B }, closed))
      .provide(closing(B, {}, closed))
      .provide(closing(C, {}, closed));
    container.get(A);
    await Promise.all([container.dispose(), container.dispose()]);
    expect(closed).toEqual(["test/a", "test/b"]);
    expect(() => container.get(A)).toThrow("after the container was disposed");
  });

  test("tries everything and tells every failure", async () => {
    const closed: string[] = [];
    const container = createContainer()
      .provide(closing(A, { b: B }, closed, "stuck"))
      .provide(closing(B, {}, closed, "gone"));
    container.get(A);
    await expect(container.dispose()).rejects.toThrow(
      "test/a could not be disposed: stuck; test/b could not be disposed: gone",
    );
    expect(closed).toEqual(["test/a", "test/b"]);
  });
});

describe("construct", () => {
  test("makes a decorated class from tokens", () => {
    @injectable()
    class Greeter {
      readonly text: string;
      constructor(@inject(A) a: string, @inject(B) b: string) {
        this.text = `${a} ${b}`;
      }
    }
    const container = createContainer()
      .set(A, "hello")
      .provide(provide(B, { deps: {}, create: () => "rack" }));
    expect(container.construct(Greeter).text).toBe("hello rack");
    expect(() => createContainer().construct(Greeter)).toThrow(/Greeter can not be made/);
  });

  test("keeps containers apart", () => {
    @injectable()
    class Holder {
      readonly a: string;
      constructor(@inject(A) a: string) {
        this.a = a;
      }
    }
    expect(createContainer().set(A, "one").construct(Holder).a).toBe("one");
    expect(createContainer().set(A, "two").construct(Holder).a).toBe("two");
  });
});
