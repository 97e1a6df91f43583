package dev.carillon.server.published;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A program that places orders with an event each, and rolls its last one back: built and tested in
 * a project of its own, started again, and run twice at the same time.
 */
final class OrdersProgram {

  private static final Pattern SECRET = Pattern.compile("secret (\\S+)");

  private final FreshProject project;
  private final String mainClass;
  private final String database = TestDatabase.POSTGRESQL.fresh();

  OrdersProgram(FreshProject project, String mainClass) {
    this.project = project;
    this.mainClass = mainClass;
  }

  /**
   * Runs it.
   *
   * @param java the folder of the Java that it runs on
   */
  void check(Path java) throws Exception {
    String classPath = project.testedWithMaven(TestDatabase.POSTGRESQL.fresh());
    Map<Integer, Received> told = new ConcurrentSkipListMap<>();
    AtomicBoolean accepts = new AtomicBoolean();
    ScriptedReceiver.Script accepted = ScriptedReceiver.Script.status(204);
    ScriptedReceiver.Script refused = ScriptedReceiver.Script.status(503);
    try (ScriptedReceiver receiver =
        ScriptedReceiver.start(
            (request, out, socket) -> {
              if (!accepts.get()) {
                return refused.answer(request, out, socket);
              }
              told.put(number(request), request);
              return accepted.answer(request, out, socket);
            })) {
      String printed = started(java, classPath, receiver, 1, 3, "leave").printed();
      Matcher secret = SECRET.matcher(printed);
      assertThat(secret.find()).as(printed).isTrue();

      accepts.set(true);
      started(java, classPath, receiver, 11, 13, "drain").printed();
      assertThat(told.keySet()).as("after a new start").containsExactly(1, 2, 3, 11, 12, 13);

      Command one = started(java, classPath, receiver, 100, 129, "drain");
      Command other = started(java, classPath, receiver, 200, 229, "drain");
      one.printed();
      other.printed();
      assertThat(told.keySet())
          .hasSize(6 + 30 + 30)
          .containsAll(IntStream.rangeClosed(100, 129).boxed().toList())
          .containsAll(IntStream.rangeClosed(200, 229).boxed().toList());
      for (Received request : told.values()) {
        assertThat(request.header("webhook-signature"))
            .contains("v1," + signature(secret.group(1), request));
      }
    }
  }

  /** As Standard Webhooks says. */
  private static String signature(String secret, Received request) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
    String signed =
        request.header("webhook-id").orElseThrow()
            + "."
            + request.header("webhook-timestamp").orElseThrow()
            + "."
            + request.text();
    return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
  }

  private Command started(
      Path java, String classPath, ScriptedReceiver receiver, int from, int to, String end)
      throws IOException {
    return project.start(
        java,
        classPath,
        mainClass,
        database,
        receiver.url(),
        Integer.toString(from),
        Integer.toString(to),
        end);
  }

  private static int number(Received request) {
    return Integer.parseInt(request.text().replaceAll("[^0-9]", ""));
  }
}
