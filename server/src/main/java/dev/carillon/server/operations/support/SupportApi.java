package dev.carillon.server.operations.support;

import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** {@code GET /api/support-bundle}: recorded in the audit log, as it shows how all is set up. */
public record SupportApi(SupportBundle bundle, InstantSource wall) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/support-bundle", RouteAccess.SERVER_ADMIN).get("", this::bundle);
  }

  private Response bundle(Call call) {
    byte[] zip = bundle.zip();
    AuditNote.current().change().about("support-bundle", "", "");
    String name = "carillon-support-" + TIME.format(wall.instant()) + ".zip";
    return new Response.Streamed(
        "application/zip", name, Map.of(), zip.length, out -> out.write(zip));
  }
}
