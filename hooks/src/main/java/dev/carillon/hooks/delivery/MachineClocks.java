package dev.carillon.hooks.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The clocks of a machine. */
interface MachineClocks {

  /** Those of this machine. */
  MachineClocks SYSTEM =
      new MachineClocks() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long wallMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public OptionalLong uptimeNanos() {
          try {
            return parsed(Files.readString(UPTIME));
          } catch (IOException | NumberFormatException unknown) {
            return OptionalLong.empty();
          }
        }
      };

  /** On Linux: the seconds since the machine was started, with hundredths. */
  Path UPTIME = Path.of("/proc/uptime");

  /** A clock that is never set, and may stand still while the machine is suspended. */
  long nanos();

  /** A clock that people see, and may set. */
  long wallMillis();

  /** How long the machine has been on, suspended or not; empty if the system does not say. */
  OptionalLong uptimeNanos();

  /** The first number of the system's file, such as {@code 350735.47 234388.90}. */
  static OptionalLong parsed(String uptime) {
    String seconds = uptime.split(" ", 2)[0].strip();
    return OptionalLong.of((long) (Double.parseDouble(seconds) * 1_000_000_000));
  }
}
