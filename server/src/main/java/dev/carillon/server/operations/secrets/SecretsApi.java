package dev.carillon.server.operations.secrets;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.hooks.secret.SecretKeys;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/secrets}: the keys at rest, for super users. */
public final class SecretsApi implements AutoCloseable {

  private final KeyRotation rotation;
  private final BooleanSupplier alone;

  /**
   * The keys of this database's secrets.
   *
   * @param elsewhere the ids of keys that something beside the database needs
   * @param alone whether no other node shares the database now
   * @param othersUse whether each other node encrypts with the key of this id
   */
  public SecretsApi(
      SecretKeySource source,
      AesSecretCipher cipher,
      Database database,
      Supplier<Collection<String>> elsewhere,
      BooleanSupplier alone,
      Predicate<String> othersUse,
      InstantSource clock) {
    this.alone = alone;
    rotation = new KeyRotation(source, cipher, database, elsewhere, alone, othersUse, clock);
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/secrets", RouteAccess.SUPER_USER)
        .get("/keys", this::keys)
        .post("/rekey", this::rekey);
  }

  private Response keys(Call call) {
    SecretKeys keys = rotation.keys();
    Map<String, Integer> use = rotation.use();
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (String id : keys.ids()) {
      Map<String, @Nullable Object> key = new LinkedHashMap<>();
      key.put("id", id);
      key.put("createdAt", keys.madeAt(id).map(Instant::toString).orElse(null));
      key.put("inUse", use.getOrDefault(id, 0));
      all.add(key);
    }
    return Response.json(Map.of("current", keys.current(), "keys", all));
  }

  private Response rekey(Call call) {
    if (!alone.getAsBoolean()) {
      throw Problem.conflict(
          "Other nodes share the database, and each has its own copy of the keys. Stop all nodes"
              + " but one, encrypt again, copy config/secret.key to the other nodes, and start"
              + " them");
    }
    String before = rotation.keys().current();
    int rewritten = rotation.rekey();
    String after = rotation.keys().current();
    AuditNote.current()
        .about("secret", after, "")
        .changed(Map.of("keyId", before), Map.of("keyId", after, "rewritten", rewritten));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("keyId", after);
    answer.put("rewritten", rewritten);
    return Response.json(answer);
  }

  @Override
  public void close() {
    rotation.close();
  }
}
