package dev.carillon.server;

import dev.carillon.hooks.jdbc.Store;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.deliverylog.RebuiltRequests;
import dev.carillon.server.webhooks.proof.ProofSealer;
import dev.carillon.server.webhooks.proof.Proofs;
import dev.carillon.server.webhooks.proof.ProofsApi;

/** Hashes what was sent into trees whose roots are in the audit log, and shows proofs of it. */
record ProofWiring(PlatformWiring platform, RebuiltRequests requests) {

  /** Hashes attempts once it is started, while the cluster property {@code proofs} says so. */
  ProofSealer sealer() {
    return new ProofSealer(
        platform.database(),
        platform.store().webhooks(),
        platform.requestKey().bytes(),
        platform.audit(),
        platform.engineClock(),
        () -> platform.settings().webhooks().proofs(),
        Long.toString(platform.epoch()));
  }

  /** Adds the calls. */
  void routes(Routes routes) {
    Store store = platform.store();
    new ProofsApi(
            store.log(),
            new Proofs(
                platform.database(),
                store.webhooks(),
                platform.requestKey().bytes(),
                platform.audit(),
                requests,
                () -> platform.settings().webhooks().proofs()))
        .routes(routes);
  }
}
