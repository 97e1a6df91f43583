package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.AuditedCall;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.access.Authenticator.Credentials;
import dev.carillon.server.platform.http.body.UploadFolder;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.header.Cookies;
import dev.carillon.server.platform.http.header.TrustedProxies;
import dev.carillon.server.platform.idempotency.Idempotency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A server whose endpoints tell what they saw. */
final class EchoServer implements AutoCloseable {

  /** What a call to {@code /services/gate} waits for. */
  final CountDownLatch gate = new CountDownLatch(1);

  final AtomicInteger atGate = new AtomicInteger();

  /** What the audit log was told of the answers. */
  final Queue<Integer> audited = new ConcurrentLinkedQueue<>();

  final AtomicBoolean okOnError = new AtomicBoolean();

  /** How many requests a second an address may send; 0 is no limit. */
  final AtomicInteger perSecond = new AtomicInteger();

  private final HttpServer server;
  private final Path incoming;

  EchoServer(Path folder, HttpLimits limits) throws IOException {
    this(folder, limits, DiskReserve.none());
  }

  EchoServer(Path folder, HttpLimits limits, DiskReserve reserve) throws IOException {
    incoming = folder.resolve("incoming");
    Routes routes =
        new Routes()
            .service("/services/open", Effect.READS, RouteAccess.ANYONE, EchoServer::echo)
            .service("/services/openchange", Effect.CHANGES, RouteAccess.ANYONE, EchoServer::echo)
            .service("/services/read", Effect.READS, RouteAccess.USER, EchoServer::echo)
            .service("/services/change", Effect.CHANGES, RouteAccess.USER, EchoServer::echo)
            .service("/services/admin", Effect.CHANGES, RouteAccess.SERVER_ADMIN, EchoServer::echo)
            .service("/services/item/{id}token", Effect.READS, RouteAccess.ANYONE, EchoServer::echo)
            .service("/services/item/{id}", Effect.READS, RouteAccess.ANYONE, EchoServer::echo)
            .service("/services/gate", Effect.READS, RouteAccess.ANYONE, this::gate)
            .service("/services/pieces", Effect.READS, RouteAccess.ANYONE, EchoServer::pieces)
            .service("/services/later", Effect.READS, RouteAccess.ANYONE, call -> later())
            .service("/services/ownpieces", Effect.READS, RouteAccess.USER, EchoServer::pieces)
            .service("/services/large", Effect.READS, RouteAccess.ANYONE, EchoServer::large)
            .service("/services/largechange", Effect.CHANGES, RouteAccess.ANYONE, EchoServer::large)
            .service("/services/broken", Effect.READS, RouteAccess.ANYONE, EchoServer::broken)
            .file(Set.of("PUT"), "/api/file", EchoServer::echo)
            .guests("/share/{key}/upload", variables -> 1L << 40, EchoServer::echo)
            .on(
                Set.of("DELETE"),
                "/services/item/{id}",
                Effect.CHANGES,
                RouteAccess.USER,
                this::none)
            .on(Set.of("GET"), "/api/thing", Effect.READS, RouteAccess.USER, EchoServer::echo)
            .on(Set.of("GET"), "/file/{id}/*", Effect.READS, RouteAccess.ANYONE, this::file);
    server =
        new HttpServer(
            new HttpConfig(
                new UploadFolder(incoming, reserve, false),
                limits,
                () -> "",
                perSecond::get,
                new Encryption.None(),
                TrustedProxies.NONE,
                CpuPool.ofRequests(),
                header -> {}),
            routes,
            EchoServer::identify,
            new Problems(okOnError::get),
            new Told(audited),
            Idempotency.NONE);
    Files.writeString(folder.resolve("stored"), "0123456789", ISO_8859_1);
    server.start("127.0.0.1", 0);
  }

  int port() {
    return server.port();
  }

  /** How many files of uploads there are. */
  long leftovers() {
    try (Stream<Path> files = Files.list(incoming)) {
      return files.count();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Keeps how calls ended. */
  private record Told(Queue<Integer> statuses) implements Auditor {

    @Override
    public void begins(AuditedCall call) {}

    @Override
    public void ended(AuditedCall call, boolean begun, Response answer) {
      statuses.add(answer.status());
    }
  }

  private static Identity identify(Credentials credentials) {
    Caller admin = new Caller("ann", Set.of("ROLE_SUPERUSER"), Licence.PRO);
    if (credentials.authorization().equals("Bearer good")) {
      return new Identity.Program(admin);
    }
    if (credentials.authorization().equals("Bearer poor")) {
      return new Identity.Program(new Caller("pia", Set.of("ROLE_SUPERUSER"), Licence.BASIC));
    }
    if (credentials.authorization().equals("Bearer plain")) {
      return new Identity.Program(new Caller("bob", Set.of("ROLE_USER"), Licence.PRO));
    }
    if (credentials.authcred().equals("good")) {
      return new Identity.Program(admin);
    }
    return Cookies.values(credentials.cookie(), "authToken").contains("good")
        ? new Identity.Session(admin, "the-csrf-token", "s1", Identity.Sent.COOKIE)
        : new Identity.Nobody();
  }

  private static Response echo(Call call) {
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("method", call.method());
    seen.put("path", call.path());
    Map<String, Object> params = new LinkedHashMap<>();
    call.params().names().forEach(name -> params.put(name, call.params().all(name)));
    seen.put("params", params);
    call.upload("Filedata")
        .ifPresent(
            upload ->
                seen.put(
                    "file",
                    Map.of(
                        "filename", upload.filename(),
                        "length", upload.length(),
                        "sha256", upload.sha256(),
                        "md5", upload.md5(),
                        "text", text(upload.file()))));
    call.json().ifPresent((JsonNode json) -> seen.put("json", json));
    call.knownCaller().ifPresent(caller -> seen.put("caller", caller.username()));
    seen.put("baseUrl", call.baseUrl());
    if (call.path().startsWith("/services/item/")) {
      seen.put("id", call.variable("id"));
    }
    return Response.json(seen);
  }

  private Response gate(Call call) {
    atGate.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return echo(call);
  }

  /** What is kept of requests while this one waits for its answer. */
  private Response later() {
    return new Response.Later(() -> Response.json(Map.of("files", leftovers())));
  }

  /** A list of numbers, which may fail at one of them. */
  private static Response pieces(Call call) {
    int count = call.params().number("count", 0, 0, Integer.MAX_VALUE);
    int failAt = call.params().number("failAt", -1, -1, Integer.MAX_VALUE);
    int largeEvery = call.params().number("largeEvery", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    int bytes = call.params().number("bytes", 0, 0, Integer.MAX_VALUE);
    IntFunction<Object> number =
        i -> {
          if (i == failAt) {
            throw Problem.conflict("It is so at " + i);
          }
          return i % largeEvery == largeEvery - 1 ? "x".repeat(bytes) : i;
        };
    return JsonPieces.answer(
        new JsonPieces.Listed(
            Map.of("before", 1),
            "list",
            IntStream.range(0, count).mapToObj(number).iterator(),
            () -> Map.of("after", count)),
        0);
  }

  private static Response large(Call call) {
    return Response.json(
        Map.of("x", "x".repeat(call.params().number("bytes", 0, 0, Integer.MAX_VALUE))));
  }

  private Response none(Call call) {
    return Response.noContent();
  }

  private static Response broken(Call call) {
    throw switch (call.params().required("how")) {
      case "locked" -> new HooksException(HooksException.Code.STORE_LOCKED, "secret detail");
      case "told" -> Problem.conflict("It is so");
      default -> new IllegalStateException("secret detail");
    };
  }

  private Response file(Call call) {
    return new Response.File(
        StoredFile.onDisk(incoming.resolveSibling("stored")),
        call.params().text("type").orElse("image/png"),
        call.variable("*"),
        "v1",
        false);
  }

  private static String text(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return bytes.length > 1000 ? "" : new String(bytes, ISO_8859_1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
