package dev.carillon.server.asset.hit;

import dev.carillon.server.asset.AssetStore;
import dev.carillon.server.asset.Guard;
import dev.carillon.server.change.Changes;
import dev.carillon.server.folder.Grants;
import dev.carillon.server.folder.Rights;
import dev.carillon.server.http.Caller;
import dev.carillon.server.http.CurrentCall;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether the caller whom the present thread answers sees an asset; the server sees all. */
public record SeenByCaller(Changes changes, Rights rights) implements Predicate<String> {

  @Override
  public boolean test(String assetId) {
    Optional<Caller> caller = CurrentCall.get().flatMap(call -> call.knownCaller());
    if (caller.isEmpty()) {
      return true;
    }
    Grants grants = rights.of(caller.get().username());
    return grants.everything()
        || changes
            .read(c -> AssetStore.find(c, assetId))
            .filter(asset -> Guard.permits(grants, asset, 'V'))
            .isPresent();
  }
}
