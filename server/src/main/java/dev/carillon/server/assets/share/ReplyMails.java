package dev.carillon.server.assets.share;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.header.EmailAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells whom a key names in {@code notifyEmail} what its receivers did. What happens within a few
 * seconds is one e-mail; what cannot be sent is in the log, and undoes nothing.
 */
final class ReplyMails implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ReplyMails.class.getName());
  private static final Duration GATHERED = Duration.ofSeconds(3);
  private static final int LINES_MAX = 200;
  private static final int ADDRESSES_MAX = 20;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("carillon-reply-mails").factory());
  private final MailSender mails;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();

  ReplyMails(MailSender mails) {
    this.mails = mails;
  }

  /**
   * The addresses in a list with commas or semicolons.
   *
   * @throws Problem 400 where one is none, or there are too many
   */
  static List<String> addresses(String list) {
    List<String> all =
        Arrays.stream(list.split("[,;]"))
            .map(String::strip)
            .filter(address -> !address.isEmpty())
            .distinct()
            .toList();
    boolean good = all.stream().allMatch(address -> EmailAddress.of(address).isPresent());
    if (!good || all.size() > ADDRESSES_MAX) {
      throw Problem.badField(
          "notifyEmail",
          list,
          "at most "
              + ADDRESSES_MAX
              + " e-mail addresses, separated by commas, with printable ASCII before the @");
    }
    return all;
  }

  /** Something was done with a key. */
  synchronized void tell(AuthKey key, String line) {
    if (mails.equals(MailSender.NONE) || timer.isShutdown()) {
      return;
    }
    Waiting of = waiting.get(key.key());
    if (of == null) {
      List<String> to = stored(key);
      if (to.isEmpty()) {
        return;
      }
      of = new Waiting(key.owner(), to, key.terms().subject(), new ArrayList<>());
      waiting.put(key.key(), of);
      var _ = timer.schedule(() -> send(key.key()), GATHERED.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (of.lines().size() < LINES_MAX) {
      of.lines().add(line);
    }
  }

  /** Keys of before may name anything. */
  private static List<String> stored(AuthKey key) {
    try {
      return addresses(key.terms().option("notifyEmail"));
    } catch (Problem never) {
      return List.of();
    }
  }

  private void send(String key) {
    Waiting mail;
    synchronized (this) {
      mail = waiting.remove(key);
    }
    if (mail == null) {
      return;
    }
    try {
      mails.send(
          mail.owner(),
          mail.to(),
          "Reply to: " + mail.subject().replaceAll("\\p{Cntrl}", " "),
          String.join("\n", mail.lines()) + "\n");
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "The e-mail about a reply could not be sent", failed);
    }
  }

  /** What waits is sent first, as far as that does not take long. */
  @Override
  public void close() {
    List<String> left;
    synchronized (this) {
      left = List.copyOf(waiting.keySet());
    }
    left.forEach(key -> timer.execute(() -> send(key)));
    timer.shutdown();
    try {
      if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException hurried) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private record Waiting(String owner, List<String> to, String subject, List<String> lines) {}
}
