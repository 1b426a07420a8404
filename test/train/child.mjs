/** A child process as `runTasks` starts it; the job says what it does. */
process.once('message', (job) => {
  const finish = (message) => process.send(message, () => process.disconnect());
  // Without a listener the channel would not keep the process alive.
  if (job.wait) return setInterval(() => {}, 1000);
  // Not within the message: Node.js still works on it.
  if (job.dies) setImmediate(() => process.disconnect());
  else if (job.send) finish(job.send);
  else {
    process.send({ epoch: { phase: 'float', epoch: 1, epochs: 1, loss: 0, accuracy: 1, tensors: 0 } });
    finish({ done: true });
  }
});
