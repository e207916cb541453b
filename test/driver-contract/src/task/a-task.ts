import { type TaskOptions, TestTask } from "./test-task.js";

/**
 * A task over a node in memory, held by this process until {@link TestTask.lose} says otherwise.
 * @public
 */
export function aTask(options: TaskOptions = {}): TestTask {
  return new TestTask(options);
}
