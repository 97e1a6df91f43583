package dev.carillon.server.accounts.token;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.accounts.token.BrowserLogins.Reply;
import dev.carillon.server.accounts.token.Pairing.Asker;
import dev.carillon.server.accounts.token.Pairing.Grant;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.platform.http.request.JsonFields;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * {@code /api/pairings}: programs log in by a person's browser. Starting one and asking for its
 * token need no login; the log of audit has an entry where a person decides, and where a token is
 * given out.
 *
 * @param rules what a caller may give a token
 */
public record PairingsApi(BrowserLogins browserLogins, TokenRules rules, InstantSource clock) {

  private static final String ALL = "/api/pairings";
  private static final String PAGE = "/console/pair";
  private static final int PROGRAM_MAX = 40;
  private static final int MACHINE_MAX = 56;
  private static final int USUAL_DAYS = 30;

  /** Adds the calls. */
  public void routes(Routes routes) {
    Set<String> post = Set.of("POST");
    routes
        .on(post, ALL, Effect.READS, RouteAccess.ANYONE, this::start)
        .on(post, ALL + "/token", Effect.READS, RouteAccess.ANYONE, this::ask)
        .on(post, ALL + "/request", Effect.READS, RouteAccess.USER, this::show);
    routes
        .group(ALL, RouteAccess.USER)
        .post("/confirmation", this::confirm)
        .post("/refusal", this::refuse);
  }

  private Response start(Call call) {
    if (call.foreign()) {
      throw Problem.forbidden("A page of another site may not start a login");
    }
    JsonFields body = JsonFields.of(call);
    Asker asker =
        new Asker(claimed(body, "program", PROGRAM_MAX), claimed(body, "machine", MACHINE_MAX));
    BrowserLogins.Started started = browserLogins.start(asker, call.remoteAddress());
    ObjectNode response =
        JsonNodeFactory.instance
            .objectNode()
            .put("deviceCode", started.deviceCode())
            .put("userCode", started.userCode().text())
            .put("page", call.baseUrl() + PAGE)
            .put("expiresAt", started.pairing().validUntil().toString())
            .put("expiresInSeconds", BrowserLogins.VALID_FOR.toSeconds())
            .put("intervalSeconds", BrowserLogins.INTERVAL.toSeconds());
    return new Response.Json(201, response, Map.of());
  }

  /** People read it to decide: nothing in it may hide or reorder what stands beside it. */
  private static String claimed(JsonFields body, String name, int max) {
    String text = body.required(name).strip();
    if (text.isEmpty() || text.length() > max || text.codePoints().anyMatch(PairingsApi::unseen)) {
      throw body.wrong(
          name, "1 to " + max + " characters, none of them a control or invisible character");
    }
    return text;
  }

  private static boolean unseen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      case Character.SPACE_SEPARATOR -> c != ' ';
      default -> blank(c);
    };
  }

  /** Letters, symbols and marks that show nothing: fillers, joiners, selectors of variants. */
  private static boolean blank(int c) {
    return switch (c) {
      case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0 -> true;
      default ->
          (c >= 0x180b && c <= 0x180f)
              || (c >= 0xfe00 && c <= 0xfe0f)
              || (c >= 0xe0100 && c <= 0xe01ef);
    };
  }

  private Response ask(Call call) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    switch (browserLogins.ask(JsonFields.of(call).required("deviceCode"))) {
      case Reply.Pending() -> response.put("state", "pending");
      case Reply.Refused() -> response.put("state", "refused");
      case Reply.Expired() -> response.put("state", "expired");
      case Reply.AlreadyGiven() -> response.put("state", "alreadyGiven");
      case Reply.Token(Pairing pairing, ApiTokens.Made made) -> {
        Map<String, Object> settings = TokenJson.settings(made.token());
        settings.put("pairing", pairing.id());
        TokenJson.note(made.token())
            .change()
            .by(made.token().username())
            .changed(Map.of(), settings);
        response.put("state", "confirmed").set("token", TokenJson.of(made));
      }
    }
    return Response.json(response);
  }

  private Response show(Call call) {
    Pairing pairing;
    try {
      pairing = open(call, JsonFields.of(call));
    } catch (Problem wrong) {
      // guesses are seen in the audit log
      AuditNote.current().refused();
      throw wrong;
    }
    return Response.json(
        JsonNodeFactory.instance
            .objectNode()
            .put("program", pairing.asker().program())
            .put("machine", pairing.asker().machine())
            .put("address", pairing.address())
            .put("requestedAt", pairing.requestedAt().toString())
            .put("expiresAt", pairing.validUntil().toString())
            .put("tokenName", pairing.asker().tokenName()));
  }

  private Pairing open(Call call, JsonFields body) {
    return browserLogins.open(body.required("userCode"), call.caller().username());
  }

  private Response confirm(Call call) {
    JsonFields body = JsonFields.of(call);
    Set<TokenScope> scopes = TokenRules.scopes(body);
    Duration goodFor = Duration.ofDays(body.number("expiresInDays", USUAL_DAYS));
    Pairing pairing = open(call, body);
    rules.checkGiven(call.identity(), scopes, goodFor, "");
    TokenRules.checkUseful(call.caller(), scopes);
    rules.prove(call, body);
    Instant expires = Instant.ofEpochMilli(clock.millis()).plus(goodFor);
    browserLogins.confirm(pairing, call.caller().username(), new Grant(scopes, expires));
    Map<String, Object> settings = asker(pairing);
    settings.put("scopes", scopes.stream().map(TokenScope::text).toList());
    settings.put("expiresAt", expires.toString());
    note(pairing).changed(Map.of(), settings);
    return Response.json(
        JsonNodeFactory.instance
            .objectNode()
            .put("tokenName", pairing.asker().tokenName())
            .put("expiresAt", expires.toString()));
  }

  private Response refuse(Call call) {
    Pairing pairing = open(call, JsonFields.of(call));
    browserLogins.refuse(pairing);
    note(pairing).changed(asker(pairing), Map.of());
    return Response.noContent();
  }

  private static AuditNote note(Pairing pairing) {
    return AuditNote.current().about("pairing", pairing.id(), pairing.asker().tokenName());
  }

  private static Map<String, Object> asker(Pairing pairing) {
    Map<String, Object> asker = new LinkedHashMap<>();
    asker.put("program", pairing.asker().program());
    asker.put("machine", pairing.asker().machine());
    asker.put("address", pairing.address());
    return asker;
  }
}
