package dev.carillon.hooks.engine;

import dev.carillon.hooks.HooksConfig;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Contact;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.send.RequestSigner;
import dev.carillon.hooks.send.Sender;
import dev.carillon.hooks.webhook.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Makes each attempt on a virtual thread of its own: sign, send, tell how it ended. */
final class Attempts {

  private static final System.Logger LOG = System.getLogger(Attempts.class.getName());

  private final HooksConfig config;
  private final RequestSigner signer;
  private final Consumer<Input> ended;

  Attempts(HooksConfig config, Consumer<Input> ended) {
    this.config = config;
    this.signer = new RequestSigner(config.userAgent());
    this.ended = ended;
  }

  void start(Action.Send send) {
    Thread.ofVirtual().name("carillon-attempt").start(() -> attempt(send));
  }

  private void attempt(Action.Send send) {
    Delivery delivery = send.due().delivery();
    markIfLarge(send);
    int number = delivery.attempts() + 1;
    Instant at = config.clocks().wall().instant();
    long began = System.nanoTime();
    Sender.Timed sent = sent(send, number, at);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Contact contact = new Contact(send.webhook().url(), sent.peer());
    boolean manual = send.due().resend();
    Attempt attempt =
        new Attempt(number, at, took, sent.outcome(), sent.timings(), contact, manual);
    ended.accept(new Input.Attempted(send.due(), attempt));
  }

  private static void markIfLarge(Action.Send send) {
    int bytes = send.due().payload().length();
    if (bytes > Health.LARGE_PAYLOAD_BYTES) {
      LOG.log(
          System.Logger.Level.WARNING,
          "delivery={0} webhook={1} has a large payload, bytes={2,number,#}: known receivers"
              + " refuse it with 413; ask for fewer fields in metadataToReturn",
          send.due().delivery().id(),
          send.webhook().id(),
          bytes);
    }
  }

  /** Whatever happens, an attempt ends with an outcome: else its delivery would be lost. */
  private Sender.Timed sent(Action.Send send, int number, Instant at) {
    try {
      return config
          .sender()
          .sendTimed(signer.sign(send.due(), send.webhook(), number, at, send.timeout()));
    } catch (RuntimeException | Error bug) {
      LOG.log(System.Logger.Level.ERROR, "An attempt failed in an unforeseen way", bug);
      return new Sender.Timed(
          new Outcome.Unreachable(ErrorClass.CONNECT_FAILED, "internal error: " + bug),
          Timings.NONE);
    }
  }
}
