package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Numbers;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A process that writes numbers from many callers and prints each one once it is acknowledged. */
final class NumberWriter {

  private static final int CALLERS = 16;

  private NumberWriter() {}

  /** Runs until it is killed; arguments: the file, the first number. */
  public static void main(String[] arguments) throws InterruptedException {
    Numbers numbers = Numbers.in(SqliteDatabase.open(Path.of(arguments[0])));
    AtomicLong next = new AtomicLong(Long.parseLong(arguments[1]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Thread last = Thread.currentThread();
    for (int i = 0; i < CALLERS; i++) {
      last = Thread.ofVirtual().start(() -> writeForEver(numbers, next, out));
    }
    last.join();
  }

  private static void writeForEver(Numbers numbers, AtomicLong next, PrintStream out) {
    while (true) {
      long number = next.getAndIncrement();
      numbers.write(number);
      out.println(number + ";");
    }
  }
}
