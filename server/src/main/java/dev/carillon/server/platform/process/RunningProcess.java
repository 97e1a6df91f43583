package dev.carillon.server.platform.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process and the way to it. */
record RunningProcess(Process process, DataOutputStream out, DataInputStream in) {

  /** How Java ends when its memory does. */
  private static final int OUT_OF_MEMORY = 3;

  RunningProcess(Process process) {
    this(
        process,
        new DataOutputStream(process.getOutputStream()),
        new DataInputStream(process.getInputStream()));
  }

  /** Whether it has ended, or ends within seconds, because its memory did. */
  boolean ranOutOfMemory() {
    try {
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == OUT_OF_MEMORY;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How long it has had a processor; nothing where the system does not say. */
  Duration computed() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  void kill() {
    process.destroyForcibly();
  }
}
