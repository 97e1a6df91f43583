package dev.carillon.server.assets.translations;

import dev.carillon.server.assets.field.Dates;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The call that answers texts. */
public record TranslationsApi(Translations messages) {

  private static final int LOCALES_MAX = 20;
  private static final Dates DATES = new Dates(() -> ZoneOffset.UTC);

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.service("/services/messages", Routes.Effect.READS, RouteAccess.USER, this::messages);
  }

  private Response messages(Call call) {
    Params params = call.params();
    long changed = messages.changed().getEpochSecond();
    Optional<String> since = params.text("ifModifiedSince");
    List<String> locales = locales(params.list("localeChain").orElse("en_US"));
    String bundle = params.text("bundle").orElse(Translations.COMMON);
    Map<String, String> texts = messages.of(bundle, locales);
    if (since.isPresent() && changed <= Math.floorDiv(millis(since.get()), 1000L)) {
      return new Response.Text(304, "application/json;charset=UTF-8", "", Map.of());
    }
    return new Response.Json(
        200,
        texts,
        Map.of(
            "Last-Modified",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                messages.changed().atOffset(ZoneOffset.UTC))));
  }

  private static List<String> locales(String chain) {
    List<String> locales = Params.split(chain);
    if (locales.size() > LOCALES_MAX) {
      throw Problem.badField("localeChain", chain, "at most " + LOCALES_MAX + " locales");
    }
    return locales;
  }

  private static long millis(String text) {
    return DATES
        .read(text.strip())
        .orElseThrow(
            () ->
                Problem.badField(
                    "ifModifiedSince", text, "milliseconds since 1970 or an ISO date"));
  }
}
