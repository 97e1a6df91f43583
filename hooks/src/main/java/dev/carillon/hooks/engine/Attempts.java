package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.Health;
import java.util.function.Consumer;

/** Makes attempts: sign, send, tell how each ended. */
final class Attempts {

  private static final System.Logger LOG = System.getLogger(Attempts.class.getName());

  /** To sign more than this takes longer than to wake a thread for it. */
  private static final int SMALL_BYTES = 64 * 1024;

  private final HooksConfig config;
  private final RequestSigner signer;
  private final Consumer<Input> ended;

  Attempts(HooksConfig config, Consumer<Input> ended) {
    this.config = config;
    this.signer = new RequestSigner(config.userAgent());
    this.ended = ended;
  }

  /** Begins one, and waits for nothing. */
  void start(Action.Send send) {
    AttemptCall call = new AttemptCall(send, config.clocks().wall(), signer, ended);
    if (send.due().payload().length() <= SMALL_BYTES) {
      config.sender().start(call);
    } else {
      markIfLarge(send);
      Thread.ofVirtual().name("carillon-attempt").start(() -> call.by(config.sender()));
    }
  }

  private static void markIfLarge(Action.Send send) {
    Payload payload = send.due().payload();
    if (payload.length() > Health.LARGE_PAYLOAD_BYTES) {
      LOG.log(
          System.Logger.Level.WARNING,
          "delivery={0} webhook={1} has a large payload, bytes={2,number,#}: known receivers"
              + " refuse it with 413; ask for fewer fields in metadataToReturn",
          send.due().delivery().id(),
          send.webhook().id(),
          payload.length());
    }
  }
}
