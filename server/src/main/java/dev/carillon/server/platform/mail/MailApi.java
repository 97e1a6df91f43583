package dev.carillon.server.platform.mail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.platform.config.MailSettings;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The call that sends an e-mail. */
public final class MailApi {

  private static final int RECEIVERS_MAX = 100;
  private static final int SUBJECT_MAX = 500;

  private final MailSettings settings;
  private final Mailer mailer;
  private final MailQuota quota;

  /**
   * Sends through this mail server, as much as these limits allow.
   *
   * @param database in which is counted what nodes that share it send
   */
  public MailApi(
      MailSettings settings,
      Supplier<ClusterSettings.Emails> limits,
      Database database,
      InstantSource clock) {
    this.settings = settings;
    this.mailer = new Mailer(settings);
    this.quota = new MailQuota(limits, MailBuckets.of(database, clock));
  }

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.service("/services/notify/email", Routes.Effect.CHANGES, RouteAccess.USER, this::email);
  }

  /** Whether there is a mail server. */
  public boolean configured() {
    return settings.configured() && !settings.from().isEmpty();
  }

  /**
   * Sends an e-mail of the server's own.
   *
   * @param user whom it counts for
   * @throws Problem 429 where that would be too many; others where no mail server is configured, or
   *     it does not take it
   */
  public void send(String user, List<String> to, String subject, String text) {
    send(user, new Mailer.Mail(to, subject, text, ""));
  }

  /** To how many addresses e-mails were sent. */
  public long sent() {
    return quota.sent();
  }

  /** How many e-mails were refused because there would have been too many. */
  public long refused() {
    return quota.refused();
  }

  private Response email(Call call) {
    List<String> to = receivers(call);
    if (to.isEmpty()) {
      throw Problem.missing("to");
    }
    if (to.size() > RECEIVERS_MAX) {
      throw Problem.badRequest("'to' holds more than " + RECEIVERS_MAX + " addresses");
    }
    to.forEach(address -> oneLine("to", address));
    String subject = text(call, "subject");
    String html = text(call, "htmlBody");
    String text = text(call, "body");
    if (subject.isEmpty()) {
      throw Problem.missing("subject");
    }
    if (text.isEmpty() && html.isEmpty()) {
      throw Problem.missing("body");
    }
    if (subject.length() > SUBJECT_MAX) {
      throw Problem.badField("subject", subject, "at most " + SUBJECT_MAX + " characters long");
    }
    send(call.caller().username(), new Mailer.Mail(to, oneLine("subject", subject), text, html));
    return Response.empty();
  }

  private void send(String user, Mailer.Mail mail) {
    Mailer.Prepared prepared = mailer.prepare(mail);
    int addresses = mail.to().size();
    quota.take(user, addresses);
    try (Mailer.SmtpConnection connection = connect(prepared, user, addresses)) {
      // from here on it counts, whatever the mail server says in the end
      connection.send();
    }
    quota.sent(addresses);
  }

  /** An e-mail that did not reach the mail server does not count. */
  private Mailer.SmtpConnection connect(Mailer.Prepared prepared, String user, int addresses) {
    try {
      return prepared.connect();
    } catch (Problem notReached) {
      quota.giveBack(user, addresses);
      throw notReached;
    }
  }

  /** In JSON a text or a list; as parameters {@code to}, or {@code to[0]} and so on. */
  private static List<String> receivers(Call call) {
    List<String> given = new ArrayList<>();
    call.json()
        .map(body -> body.path("to"))
        .ifPresent(
            node -> {
              if (node.isArray()) {
                node.forEach(one -> given.add(one.asText()));
              } else {
                given.add(node.asText());
              }
            });
    Params params = call.params();
    params.names().stream()
        .filter(name -> name.matches("to(\\[[0-9]*\\])?"))
        .forEach(name -> given.addAll(params.all(name)));
    return given.stream()
        .flatMap(list -> Arrays.stream(list.split(",")))
        .map(String::strip)
        .filter(address -> !address.isEmpty())
        .distinct()
        .toList();
  }

  private static String text(Call call, String name) {
    JsonNode node = call.json().map(body -> body.path(name)).orElse(null);
    return node != null && node.isTextual() ? node.asText() : call.params().text(name).orElse("");
  }

  /** A line end would begin another header. */
  private static String oneLine(String field, String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw Problem.badField(field, text, "without line ends and other control characters");
    }
    return text;
  }

  /**
   * How many addresses e-mails may be sent to: for each user, and for all together. A user who
   * could make it send e-mails without end would get the server onto the lists of senders of spam.
   */
  private static final class MailQuota {

    private static final String EVERYBODY = "";

    private final Supplier<ClusterSettings.Emails> limits;
    private final MailBuckets left;
    private final LongAdder sent = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** Asks for the limits each time. */
    MailQuota(Supplier<ClusterSettings.Emails> limits, MailBuckets left) {
      this.limits = limits;
      this.left = left;
    }

    /**
     * Counts an e-mail that is about to be sent.
     *
     * @param user whom it counts for
     * @throws Problem 429 where there would be too many, 400 where it alone would be
     */
    void take(String user, int addresses) {
      ClusterSettings.Emails now = limits.get();
      take("user " + user, addresses, now.perUser(), "emailsPerHourPerUser");
      try {
        take(EVERYBODY, addresses, now.all(), "emailsPerHour");
      } catch (Problem tooMany) {
        left.giveBack("user " + user, addresses);
        throw tooMany;
      }
    }

    /** A counted e-mail did not reach the mail server. */
    void giveBack(String user, int addresses) {
      left.giveBack("user " + user, addresses);
      left.giveBack(EVERYBODY, addresses);
    }

    private void take(String who, int addresses, int most, String property) {
      if (most == 0) {
        return;
      }
      if (addresses > most) {
        throw Problem.badRequest(
            "'to' holds more addresses than the hourly limit: " + most + " ('" + property + "')");
      }
      Duration wait = left.take(who, addresses, most);
      if (!wait.isZero()) {
        refused.increment();
        int seconds = (int) Math.max(1, wait.plusMillis(999).toSeconds());
        String whose = who.equals(EVERYBODY) ? "The server's" : "Your";
        throw Problem.tooManyRequests(
            "%s e-mails have reached the hourly limit of addresses, %s ('%s'); retry in %s s"
                .formatted(whose, most, property, seconds),
            seconds);
      }
    }

    /** The mail server has taken an e-mail. */
    void sent(int addresses) {
      sent.add(addresses);
    }

    /** To how many addresses the mail server took e-mails. */
    long sent() {
      return sent.sum();
    }

    /** How many e-mails were refused. */
    long refused() {
      return refused.sum();
    }
  }
}
