import type { Machine } from "../machine/machine.js";
import { notFound } from "./redfish-error.js";
import { type Body, collection, type Resource, type ResourceAnswer } from "./resource.js";

const ROOT = "/redfish/v1/TaskService";
const TASKS = `${ROOT}/Tasks`;
const MONITORS = `${ROOT}/TaskMonitors`;
const KEPT = 50;

interface Task {
  readonly id: string;
  readonly name: string;
  readonly startTime: string;
  state: "Pending" | "Running" | "Completed" | "Exception";
  messages: readonly object[];
  /** What the operation would have answered. */
  result: ResourceAnswer;
  endTime: string | undefined;
}

/** How an operation that takes longer goes on. */
export interface TaskHandle {
  /** The 202. Its Location is a task monitor, or the task itself where the vendor has no monitors. */
  readonly accepted: ResourceAnswer;
  end(result: {
    readonly isGood: boolean;
    readonly answer: ResourceAnswer;
    readonly messages?: readonly object[];
  }): void;
}

/** Tasks and their monitors. Source: Redfish DSP0266 §12.2. */
export class Tasks {
  readonly #idOf: (count: number) => string;
  readonly #hasMonitors: boolean;
  readonly #tasks = new Map<string, Task>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #life = new AbortController();
  #count = 0;

  constructor(idOf: (count: number) => string, hasMonitors: boolean) {
    this.#idOf = idOf;
    this.#hasMonitors = hasMonitors;
  }

  start(name: string, state: "Pending" | "Running"): TaskHandle {
    this.#count += 1;
    const task: Task = {
      id: this.#idOf(this.#count),
      name,
      startTime: new Date().toISOString(),
      state,
      messages: [],
      result: { status: 204 },
      endTime: undefined,
    };
    this.#tasks.set(task.id, task);
    for (const oldest of this.#tasks.keys()) {
      if (this.#tasks.size <= KEPT) break;
      this.#tasks.delete(oldest);
    }
    const location = `${this.#hasMonitors ? MONITORS : TASKS}/${task.id}`;
    return {
      accepted: { status: 202, headers: { location, "retry-after": "1" }, body: this.#body(task) },
      end: ({ isGood, answer, messages = [] }) => {
        task.state = isGood ? "Completed" : "Exception";
        task.result = answer;
        task.messages = messages;
        task.endTime = new Date().toISOString();
      },
    };
  }

  /** Does something in a while, unless the service ends before. */
  later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  /** Does something once a machine is as it should be, unless the service ends before. */
  when(machine: Machine, condition: () => boolean, work: () => void): void {
    machine.until(condition, this.#life.signal).then(work, (error: unknown) => {
      if (!this.#life.signal.aborted) throw error;
    });
  }

  /** The resource at a path below the task service, if there is one. */
  find(path: string): Resource | undefined {
    if (path === ROOT) return { get: () => service() };
    if (path === TASKS) {
      const paths = [...this.#tasks.keys()].map((id) => `${TASKS}/${id}`);
      return { get: () => collection(TASKS, "Task", "Task Collection", paths) };
    }
    const [, folder, id = ""] = /^\/redfish\/v1\/TaskService\/(Tasks|TaskMonitors)\/([^/]+)$/.exec(path) ?? [];
    const task = this.#tasks.get(id);
    if (task === undefined) return undefined;
    if (folder === "Tasks") return { get: () => this.#body(task) };
    return this.#hasMonitors ? { answer: () => this.#monitor(task) } : undefined;
  }

  /** Nothing of what was begun goes on. */
  close(): void {
    this.#life.abort(new Error("the service ended"));
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #monitor(task: Task): ResourceAnswer {
    if (!this.#tasks.has(task.id)) throw notFound(`${MONITORS}/${task.id}`);
    if (task.endTime !== undefined) return task.result;
    const location = `${MONITORS}/${task.id}`;
    return { status: 202, headers: { location, "retry-after": "1" }, body: this.#body(task) };
  }

  #body({ id, name, startTime, endTime, state, messages }: Task): Body {
    const percent = endTime === undefined ? 0 : 100;
    return {
      "@odata.id": `${TASKS}/${id}`,
      "@odata.type": "#Task.v1_5_1.Task",
      Id: id,
      Name: name,
      TaskState: state,
      TaskStatus: state === "Exception" ? "Critical" : "OK",
      PercentComplete: percent,
      StartTime: startTime,
      ...(endTime === undefined ? {} : { EndTime: endTime }),
      ...(this.#hasMonitors ? { TaskMonitor: `${MONITORS}/${id}` } : {}),
      Messages: messages,
    };
  }
}

function service(): Body {
  return {
    "@odata.id": ROOT,
    "@odata.type": "#TaskService.v1_2_0.TaskService",
    Id: "TaskService",
    Name: "Task Service",
    ServiceEnabled: true,
    Status: { State: "Enabled", Health: "OK" },
    Tasks: { "@odata.id": TASKS },
  };
}
