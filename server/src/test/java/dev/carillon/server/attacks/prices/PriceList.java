package dev.carillon.server.attacks.prices;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.attacks.fuzz.Operation;
import dev.carillon.server.attacks.matrix.Probe;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The price of the costliest request of each route and caller. */
final class PriceList {

  /** Which routes, by method and path: all, but for whoever looks for something. */
  private static final String ROUTES = System.getProperty("carillon.prices.routes", ".*");

  private static final String EXAMPLE = "2n-UzMFgate9nAwg8zLXCs";

  private final AttackedServer server;
  private final Meter meter;
  private final Map<String, Operation> operations = new HashMap<>();
  private final List<Price> prices = new ArrayList<>();
  private final Map<Price, Supplier<Costly>> requests = new HashMap<>();
  private final Map<String, String> ids = new HashMap<>();
  private final String link;

  PriceList(AttackedServer server) {
    this.server = server;
    this.meter = new Meter(server);
    Operation.all().forEach(operation -> operations.put(operation.id(), operation));
    sow();
    link = link();
  }

  /** Something of each kind, so that requests meet it. */
  private void sow() {
    ids.put(
        "asset",
        id(
            server.form(
                Visitor.USER,
                "/services/create",
                "assetPath",
                "/Users/bob/price.txt",
                "Filedata",
                "data:,words")));
    ids.put(
        "webhook",
        id(
            server.json(
                Visitor.SUPER_PRO,
                "POST",
                "/services/admin/webhook",
                "{\"name\": \"p\", \"url\": \"http://127.0.0.1:9/\", \"eventTypes\":"
                    + " [\"asset_create\"]}")));
    ids.put(
        "folder",
        id(server.json(Visitor.USER, "POST", "/api/folder", "{\"path\": \"/Users/bob/p\"}")));
    ids.put(
        "group", id(server.json(Visitor.SUPER_PRO, "POST", "/api/groups", "{\"name\": \"p\"}")));
  }

  /** A link to an asset, by which a guest may do all that links allow. */
  private String link() {
    return AttackedServer.member(
        AttackedServer.text(
            server.form(
                Visitor.USER,
                "/services/createAuthKey",
                "subject",
                "s",
                "validUntil",
                "2100-01-01",
                "assetIds",
                Objects.requireNonNull(ids.get("asset")),
                "requestUpload",
                "true",
                "requestApproval",
                "true",
                "importFolderPath",
                "/Users/bob/in",
                "downloadOriginal",
                "true")),
        "authKey");
  }

  private static String id(HttpResponse<byte[]> made) {
    String id = AttackedServer.member(AttackedServer.text(made), "id");
    if (id.isEmpty()) {
      throw new IllegalStateException(AttackedServer.text(made));
    }
    return id;
  }

  /** The routes in an order in which nothing is gone that a later one needs. */
  List<Probe> probes() {
    return Probe.all(server.server().routes().all()).stream()
        .filter(probe -> probe.toString().matches(ROUTES))
        .sorted(
            Comparator.comparing(
                probe -> probe.toString().matches("(?i).*(delete|remove|logout).*")))
        .toList();
  }

  /**
   * Measures.
   *
   * @param brief some requests for each route only
   */
  void measure(boolean brief) {
    meter.warmUp();
    int number = 0;
    for (Probe probe : probes()) {
      number++;
      for (Payer payer : Payer.values()) {
        if (payer == Payer.GUEST && !probe.path().startsWith("/share/")) {
          continue;
        }
        if (brief && payer == Payer.SUPER) {
          continue;
        }
        measure(probe, payer, brief, number);
      }
    }
  }

  private void measure(Probe probe, Payer payer, boolean brief, int number) {
    CostlyRequests costly = new CostlyRequests(probe, target(probe, payer), operations);
    Price most = meter.price(probe.toString(), payer, costly.harmless());
    requests.put(most, costly::harmless);
    boolean refused = most.status() == 401 || most.status() == 403;
    boolean twice = probe.method().equals("GET") && probe.path().startsWith("/services");
    List<Supplier<Costly>> tried =
        refused || (brief && twice)
            ? costly.unread(number)
            : brief || twice ? costly.some(number) : costly.all(number);
    for (Supplier<Costly> each : tried) {
      Price price = meter.price(probe.toString(), payer, each.get());
      if (price.cpuMillis() > most.cpuMillis()) {
        most = price;
        requests.put(price, each);
      }
    }
    prices.add(most);
    if (probe.endsLogIns() || probe.path().contains("/me/")) {
      server.renew();
    }
  }

  private String target(Probe probe, Payer payer) {
    String kind = "asset";
    for (String one : List.of("webhook", "folder", "group")) {
      kind = probe.path().contains(one) ? one : kind;
    }
    String target = probe.target().replace(EXAMPLE, ids.getOrDefault(kind, EXAMPLE));
    return payer == Payer.GUEST ? target.replaceFirst("^/share/[^/]*", "/share/" + link) : target;
  }

  /** One price for each route and caller. */
  List<Price> prices() {
    return List.copyOf(prices);
  }

  /** How many requests were sent. */
  int sent() {
    return meter.sent();
  }

  /** The costliest of a caller. */
  Optional<Price> costliest(Payer payer) {
    return prices.stream()
        .filter(price -> price.caller() == payer)
        .max(Comparator.comparingDouble(Price::cpuMillis));
  }

  /** The request of a price. */
  Costly request(Price price) {
    return Objects.requireNonNull(requests.get(price)).get();
  }
}
