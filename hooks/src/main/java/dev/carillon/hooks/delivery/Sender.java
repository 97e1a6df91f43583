package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import java.time.Duration;
import java.util.List;

/**
 * Step ⑤: sends one HTTP request and reports its outcome. Faults of the receiver and of the network
 * are outcomes, never exceptions. Called from many threads at once. A call ends within its timeout.
 */
public interface Sender extends AutoCloseable {

  /**
   * Sends the request once and waits until that has ended; no redirect is followed, and nothing is
   * repeated but a request whose login the receiver did not take.
   */
  Outcome send(SignedRequest request);

  /** Sends the request as {@link #send}, and says where its time went, if the sender knows. */
  default Timed sendTimed(SignedRequest request) {
    return new Timed(send(request), Timings.NONE);
  }

  /**
   * Begins a call and returns without waiting for anything. The call is told exactly once how it
   * ended, perhaps before this returns. Here each call has a virtual thread of its own; a sender
   * that needs none for most calls does better.
   */
  default void start(OutgoingRequest call) {
    startOnThread(call);
  }

  /**
   * Its loops, if it has some. The dispatchers step on them, and begin their calls there, except
   * large ones and those signed by Ed25519. A sender that wraps another may hand out the loops of
   * that one, whose calls do not pass through the wrapper then; without loops each call goes
   * through {@link #start}.
   */
  default List<SenderLoop> loops() {
    return List.of();
  }

  /**
   * Begins a request on a virtual thread of its own, whatever the sender does for most requests.
   */
  default void startOnThread(OutgoingRequest call) {
    Thread.ofVirtual()
        .name("carillon-attempt")
        .start(
            () -> {
              Timed ended;
              try {
                ended = sendTimed(call.request());
              } catch (RuntimeException | Error bug) {
                call.failed(bug);
                return;
              }
              call.ended(ended);
            });
  }

  /** A request to be sent, and the listener that gets its outcome. */
  interface OutgoingRequest {

    /** Where to, exactly as it was configured. */
    String url();

    /** What is shown to a receiver that asks for a certificate. */
    ClientCertificate certificate();

    /** How the request logs in at the receiver: the sender adds what that needs. */
    ReceiverLogin login();

    /** The HTTP method. */
    default String method() {
      return "POST";
    }

    /** The deadline of the whole call, from look-up to the response's last byte. */
    Duration timeout();

    /**
     * The request. Asked for once, when the call begins, by the thread that makes it, which is that
     * of the loop for a call that begins on one; so a signature has the time of the call. Its URL,
     * certificate and timeout are those of this call.
     */
    SignedRequest request();

    /**
     * The span in which the event was recorded, as a {@code traceparent} header has it; empty where
     * none is known. A sender that makes spans makes this one the parent of its own.
     */
    default String recordedIn() {
      return "";
    }

    /**
     * The request is being sent once more within this call, as its receiver did not take its login.
     * Quick, and without exceptions.
     */
    default void sentAgain() {}

    /** It has ended so. Called by a thread that others wait for: quick, and without exceptions. */
    void ended(Timed how);

    /** It came to no end, by a fault of our own. As {@link #ended} otherwise. */
    void failed(Throwable bug);
  }

  /** How a call ended, where its time went, and who was at the other end. */
  record Timed(Outcome outcome, Timings timings, AttemptTarget.Peer peer) {

    /** A call of which is not known who was at the other end. */
    public Timed(Outcome outcome, Timings timings) {
      this(outcome, timings, AttemptTarget.Peer.NONE);
    }
  }

  /** Gives connections back. */
  @Override
  default void close() {}
}
