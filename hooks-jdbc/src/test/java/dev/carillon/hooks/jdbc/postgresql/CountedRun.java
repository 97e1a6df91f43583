package dev.carillon.hooks.jdbc.postgresql;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests whose number is recorded under a name, as fault tests do it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CountedRun.Count.class)
@interface CountedRun {

  /** The name. */
  String value();

  /** Counts tests, and writes one line in the form of the server's fault tests. */
  final class Count implements AfterEachCallback, AfterAllCallback {

    private final AtomicInteger tests = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Override
    public void afterEach(ExtensionContext context) {
      tests.incrementAndGet();
      if (context.getExecutionException().isPresent()) {
        failed.incrementAndGet();
      }
    }

    /** After nested classes too: the outermost is the last, and its line stays. */
    @Override
    public void afterAll(ExtensionContext context) throws IOException {
      Class<?> outermost = context.getRequiredTestClass();
      CountedRun run = outermost.getAnnotation(CountedRun.class);
      if (run == null) {
        return;
      }
      Path folder = Files.createDirectories(Path.of("target", "faults"));
      Files.writeString(
          folder.resolve(run.value() + ".json"),
          String.format(
              Locale.ROOT,
              "{\"name\":\"%s\",\"form\":\"%s\",\"at\":\"%s\",\"machine\":\"Java %s\","
                  + "\"counts\":{\"tests\":%d,\"failed\":%d},\"atMost\":{\"failed\":0}}%n",
              run.value(),
              System.getProperty("carillon.faults", "short"),
              Instant.now().truncatedTo(ChronoUnit.SECONDS),
              Runtime.version(),
              tests.get(),
              failed.get()));
    }
  }
}
