package dev.carillon.server.accounts.user;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.UserRole;

/** {@code /api/roles}: shows the table that every call is held to. */
public final class RolesApi {

  private RolesApi() {}

  /** Adds the calls. */
  public static void routes(Routes routes) {
    routes.group("/api/roles", RouteAccess.USER).get("", call -> Response.json(table()));
  }

  private static ObjectNode table() {
    ObjectNode table = JsonNodeFactory.instance.objectNode();
    ArrayNode roles = table.putArray("roles");
    for (UserRole role : UserRole.values()) {
      roles.addObject().put("name", role.text()).put("says", role.says());
    }
    ArrayNode rights = table.putArray("rights");
    for (RouteAccess access : RouteAccess.values()) {
      ObjectNode row = rights.addObject().put("right", access.text()).put("says", access.says());
      ObjectNode cells = row.putObject("roles");
      for (UserRole role : UserRole.values()) {
        cells.put(role.text(), access.allows(role));
      }
    }
    ArrayNode licences = table.putArray("licences");
    for (Licence licence : Licence.values()) {
      ObjectNode row = licences.addObject().put("name", licence.text()).put("says", licence.says());
      ArrayNode open = row.putArray("rights");
      for (RouteAccess access : RouteAccess.values()) {
        if (access.allows(licence)) {
          open.add(access.text());
        }
      }
    }
    return table;
  }
}
