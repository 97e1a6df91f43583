package dev.carillon.server.webhooks.consumers;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Routes;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Consumers and their readers, put together. */
public record ConsumerWiring(ConsumerWaits waits, ConsumersApi api) implements AutoCloseable {

  /**
   * Puts it together on these.
   *
   * @param signer signs what is given out
   * @param permits gives a permit to wait, which is given back by running it; throws where there is
   *     none
   * @param wall the clock of responses
   * @param engine the clock of leases
   */
  public static ConsumerWiring open(
      Webhooks webhooks,
      Consumers consumers,
      RequestSigner signer,
      Supplier<Runnable> permits,
      InstantSource wall,
      InstantSource engine) {
    ConsumerWaits waits = new ConsumerWaits(consumers);
    ConsumerReader reader =
        new ConsumerReader(
            webhooks, consumers, signer, waits, new ConsumerReader.Clocks(wall, engine));
    return new ConsumerWiring(
        waits,
        new ConsumersApi(webhooks, consumers, reader, waits, new ReaderPermits(permits), engine));
  }

  /** Adds all calls about consumers. */
  public void routes(Routes routes) {
    api.routes(routes);
  }

  /** An event is durable: readers that wait get it now rather than soon. */
  public void committed() {
    waits.wakeUp();
  }

  /** Ends all waits and streams. */
  @Override
  public void close() {
    waits.close();
  }
}
