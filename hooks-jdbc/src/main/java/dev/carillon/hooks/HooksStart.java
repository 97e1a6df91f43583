package dev.carillon.hooks;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.SystemResolver;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;

/** Opens the store and starts what runs on it; what was opened is closed again if a part fails. */
final class HooksStart {

  private HooksStart() {}

  static Hooks of(StoreSettings settings, EncryptionKey.Opened key, HooksBuilder builder) {
    OpenStore open = StoreOpener.open(settings, key);
    RunningEngine engine = RunningEngine.none();
    try {
      if (settings.sends()) {
        engine = engine(open, builder);
      }
      CommitSearch search = CommitSearch.start(open.store().due(), engine);
      return new Hooks(
          settings.dataSource(),
          open,
          engine,
          new HandOver(engine, builder.afterCommit(), search),
          builder);
    } catch (RuntimeException | Error failed) {
      close(failed, engine::close, open.store().lease()::release, open::close);
      throw failed;
    }
  }

  private static RunningEngine engine(OpenStore open, HooksBuilder builder) {
    HooksListener listener = new UntilStopped(builder.listener());
    if (builder.sender().isPresent()) {
      return RunningEngine.of(
          HooksEngine.start(builder.engine(open, builder.sender().get(), listener)), () -> {});
    }
    AddressGuard guard = builder.guard();
    SystemResolver resolver = new SystemResolver(); // which has no thread yet
    HttpSender sender = new HttpSender(resolver, () -> guard);
    try {
      return RunningEngine.of(
          HooksEngine.start(builder.engine(open, sender, listener)), resolver::close);
    } catch (RuntimeException | Error failed) {
      close(failed, sender::close, resolver::close);
      throw failed;
    }
  }

  /** Closes each of them, whatever the others do. */
  private static void close(Throwable cause, Runnable... opened) {
    for (Runnable each : opened) {
      try {
        each.run();
      } catch (RuntimeException | Error too) {
        cause.addSuppressed(too);
      }
    }
  }

  /** What the embedder's listener is told: reads that end with the store are no failures. */
  private record UntilStopped(HooksListener listener) implements HooksListener {

    @Override
    public void settled(Settlement settlement) {
      listener.settled(settlement);
    }

    @Override
    public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
      listener.disabled(webhook, state);
    }

    @Override
    public void storeFailed(String what, RuntimeException failure) {
      boolean stopped =
          failure instanceof HooksException known && known.code() == HooksException.Code.STOPPED;
      if (!stopped) {
        listener.storeFailed(what, failure);
      }
    }

    @Override
    public void leaseLost() {
      listener.leaseLost();
    }

    @Override
    public void rejoined() {
      listener.rejoined();
    }
  }
}
