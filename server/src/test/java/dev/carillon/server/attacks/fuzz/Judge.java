package dev.carillon.server.attacks.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.attacks.fuzz.Shot.Aim;
import dev.carillon.server.platform.openapi.Contract;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says what is wrong with an answer. */
final class Judge {

  /** Statuses of failures that are no faults of ours: nothing is configured to send mails with. */
  private static final Set<Integer> MAIL = Set.of(501, 502);

  private Judge() {}

  /** All that is wrong with it; nothing where all is well. */
  static List<String> faults(Shot shot, HttpResponse<byte[]> answer) {
    List<String> faults = new ArrayList<>();
    int status = answer.statusCode();
    boolean mail = shot.operation().id().startsWith("sendEmail") && MAIL.contains(status);
    if (status >= 500 && !mail) {
      faults.add("status " + status);
    }
    if (answer.headers().firstValue("X-Content-Type-Options").isEmpty()) {
      faults.add("no nosniff");
    }
    if (shot.aim() != Aim.METHOD) {
      try {
        Contract.hold(answer);
      } catch (AssertionError undescribed) {
        faults.add(String.valueOf(undescribed.getMessage()));
      }
    }
    switch (shot.aim()) {
      case EXAMPLE -> {
        if (status == 400) {
          faults.add("the description's own example is refused");
        }
      }
      case WRONG -> {
        if (status != 400) {
          faults.add("wrong data got " + status);
        }
      }
      case STRANGER -> {
        if (status != 401) {
          faults.add("somebody unknown got " + status);
        }
      }
      case METHOD -> {
        if (status != 405 || answer.headers().firstValue("Allow").isEmpty()) {
          faults.add("a method that is not there got " + status);
        }
      }
      case ANY -> {}
    }
    return faults;
  }

  /** A line for the log of a failed run. */
  static String told(Shot shot, HttpResponse<byte[]> answer, List<String> faults) {
    String body = new String(answer.body(), UTF_8);
    return shot.operation()
        + ": "
        + faults
        + "\n  "
        + shot.curl()
        + "\n  "
        + answer.statusCode()
        + " "
        + body.substring(0, Math.min(300, body.length()));
  }
}
