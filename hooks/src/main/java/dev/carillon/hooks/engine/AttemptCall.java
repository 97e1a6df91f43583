package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Contact;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ResponseLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * One attempt of a delivery, on its way. Whatever happens, it ends with an outcome: else the
 * delivery would be lost.
 */
final class AttemptCall implements Sender.Call {

  private static final System.Logger LOG = System.getLogger(AttemptCall.class.getName());

  private final Action.Send send;
  private final InstantSource wall;
  private final RequestSigner signer;
  private final Consumer<Input> told;
  private Instant at;
  private long began;

  AttemptCall(Action.Send send, InstantSource wall, RequestSigner signer, Consumer<Input> told) {
    this.send = send;
    this.wall = wall;
    this.signer = signer;
    this.told = told;
    this.at = wall.instant();
    this.began = System.nanoTime();
  }

  /** Makes it with this sender, and waits for its end. */
  void by(Sender sender) {
    Sender.Timed how;
    try {
      how = sender.sendTimed(request());
    } catch (RuntimeException | Error bug) {
      failed(bug);
      return;
    }
    ended(how);
  }

  @Override
  public String url() {
    return send.webhook().url();
  }

  @Override
  public ClientCertificate certificate() {
    return send.webhook().certificate();
  }

  @Override
  public Duration timeout() {
    return send.timeout();
  }

  @Override
  public SignedRequest request() {
    at = wall.instant();
    began = System.nanoTime();
    return signer.sign(send.due(), send.webhook(), number(), at, send.timeout());
  }

  private int number() {
    return send.due().delivery().attempts() + 1;
  }

  @Override
  public void ended(Sender.Timed how) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Contact.Made made = new Contact.Made(send.webhook().revision(), signer.userAgent());
    Contact contact = new Contact(url(), made, how.peer());
    boolean manual = send.due().resend();
    Outcome outcome = how.outcome().without(send.webhook().headers().values());
    boolean whole = send.webhook().responses() == ResponseLog.ALL;
    told.accept(
        new Input.Attempted(
            send.due(),
            new Attempt(number(), at, took, outcome, how.timings(), contact, manual, whole)));
  }

  @Override
  public void failed(Throwable bug) {
    LOG.log(System.Logger.Level.ERROR, "An attempt failed in an unforeseen way", bug);
    ended(
        new Sender.Timed(
            new Outcome.Unreachable(ErrorClass.CONNECT_FAILED, "internal error: " + bug),
            Timings.NONE));
  }
}
