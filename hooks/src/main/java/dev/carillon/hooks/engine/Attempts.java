package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SenderLoop;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.signature.ThreadSigner;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ResponseLog;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Step ⑤ of the flow: makes attempts on one loop: signs, sends, and reports how each ended. Both
 * signers make the same request; the one of the loop keeps each webhook's header lines, and only
 * the loop's own thread may use it.
 *
 * <p>The {@link Sender} does the HTTP: it asks a {@link Sender.OutgoingRequest} for its URL, its
 * time limit and, when the call begins, its signed request. It calls {@code ended} once, or {@code
 * failed} if our code threw ({@link Sender.Timed} is how it ended). A request goes out on the loop
 * itself if it is small, not signed by Ed25519, and a connection without TLS is kept; else on a
 * thread of its own. An {@link Attempt} is what the log keeps of it.
 */
final class Attempts {

  private static final System.Logger LOG = System.getLogger(Attempts.class.getName());

  /**
   * To sign more than this, or by Ed25519, takes longer than to wake a thread for it. A payload is
   * logged as large from {@link WebhookHealth#LARGE_PAYLOAD_BYTES} on.
   */
  private static final int LOOP_BYTES_MAX = 64 * 1024;

  private final Sender sender;
  private final InstantSource wallClock;
  private final SenderLoop loop;
  private final RequestSigner signer;

  /** For requests that the loop's own thread makes. */
  private final ThreadSigner loopSigner;

  /**
   * Attempts on a loop.
   *
   * @param signer signs on all threads
   */
  Attempts(HooksConfig config, RequestSigner signer, SenderLoop loop) {
    this.sender = config.sender();
    this.wallClock = config.clocks().wallClock();
    this.loop = loop;
    this.signer = signer;
    this.loopSigner = signer.forOneThread();
  }

  /**
   * Begins an attempt and waits for nothing; the loop's thread calls. A large payload, or one that
   * Ed25519 signs, is sent by a thread of its own.
   *
   * @param inputs gets how it ended
   */
  void start(DispatcherAction.Send send, Consumer<DispatcherInput> inputs) {
    RunningAttempt call = new RunningAttempt(send, inputs);
    try {
      if (tooLargeForLoop(send) || send.webhook().format().ed25519()) {
        sender.startOnThread(call);
      } else {
        loop.start(call);
      }
    } catch (RuntimeException | Error bug) {
      // the other attempts of this step have to start
      call.failed(bug);
    }
  }

  /** Drops what is cached for a removed webhook. On the loop. */
  void forget(Webhook.Id webhook) {
    loopSigner.forget(webhook);
  }

  private static boolean tooLargeForLoop(DispatcherAction.Send send) {
    return send.due().payload().length() > LOOP_BYTES_MAX;
  }

  private static void warnIfLarge(DispatcherAction.Send send) {
    Payload payload = send.due().payload();
    if (payload.length() > WebhookHealth.LARGE_PAYLOAD_BYTES) {
      LOG.log(
          System.Logger.Level.WARNING,
          "delivery={0} webhook={1} has a large payload, bytes={2,number,#}: some"
              + " receivers reject it with 413; list fewer fields in metadataToReturn",
          send.due().delivery().id(),
          send.webhook().id(),
          payload.length());
    }
  }

  /**
   * One attempt of a delivery, on its way. Whatever happens, it ends with an outcome: else the
   * delivery would be lost.
   */
  private final class RunningAttempt implements Sender.OutgoingRequest {

    private final DispatcherAction.Send send;
    private final Consumer<DispatcherInput> inputs;

    /** When it was signed; null before. */
    private @Nullable Instant at;

    /** By the machine's clock: when it was signed, or before it logged in. */
    private long began;

    RunningAttempt(DispatcherAction.Send send, Consumer<DispatcherInput> inputs) {
      this.send = send;
      this.inputs = inputs;
      if (!login().none()) {
        began = System.nanoTime();
      }
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
    public ReceiverLogin login() {
      return send.webhook().login();
    }

    @Override
    public Duration timeout() {
      return send.timeout();
    }

    @Override
    public SignedRequest request() {
      if (tooLargeForLoop(send)) {
        // on a thread of its own: a log may wait
        warnIfLarge(send);
      }
      Instant now = begin();
      return loop.here() // on the loop's own thread
          ? loopSigner.sign(send.due(), send.webhook(), number(), now, send.timeout())
          : signer.sign(send.due(), send.webhook(), number(), now, send.timeout());
    }

    /** The {@code traceparent} of the span that recorded the event. */
    @Override
    public String recordedIn() {
      return send.due().delivery().trace().recordedIn();
    }

    /** Takes the time, which the signature covers. */
    private Instant begin() {
      Instant now = wallClock.instant();
      at = now;
      if (login().none()) {
        began = System.nanoTime();
      }
      return now;
    }

    private int number() {
      return send.due().delivery().attempts() + 1;
    }

    @Override
    public void sentAgain() {
      // the receiver refused the login, so the request was sent again: it counts towards the rate
      // limit
      inputs.accept(new DispatcherInput.ExtraRequest(send.webhook().id()));
    }

    @Override
    public void ended(Sender.Timed how) {
      // an attempt with an invalid URL ends before it is signed
      Instant signed = at == null ? begin() : at;
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      AttemptTarget.Made made =
          new AttemptTarget.Made(send.webhook().revision(), signer.userAgent());
      // the URL, the peer, and the webhook's revision and user agent that the request was made of
      AttemptTarget target = new AttemptTarget(url(), made, how.peer());
      boolean redelivery = send.due().redelivery();
      Map<String, String> own = send.webhook().headers();
      // a receiver may echo the webhook's own headers, whose secrets must not be in the log
      Outcome outcome = own.isEmpty() ? how.outcome() : how.outcome().without(own.values());
      // the log keeps response, address and timings of a first attempt with a 2xx too
      boolean keepsResponse = send.webhook().responses() == ResponseLog.ALL;
      Attempt attempt =
          new Attempt(
              number(), signed, took, outcome, how.timings(), target, redelivery, keepsResponse);
      inputs.accept(new DispatcherInput.Attempted(send.due(), attempt));
    }

    @Override
    public void failed(Throwable bug) {
      LOG.log(System.Logger.Level.ERROR, "An attempt failed unexpectedly", bug);
      ended(
          new Sender.Timed(
              new Outcome.NoResponse(ErrorClass.CONNECT_FAILED, "internal error: " + bug),
              Timings.NONE));
    }
  }
}
