package dev.carillon.server;

import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.eventtypes.CustomEventTypes;
import dev.carillon.server.webhooks.eventtypes.EventSubjects;
import dev.carillon.server.webhooks.eventtypes.EventTypesApi;
import dev.carillon.server.webhooks.eventtypes.RecordEventsApi;
import dev.carillon.server.webhooks.payload.catalogue.AllEventTypes;
import dev.carillon.server.webhooks.payload.catalogue.CatalogueApi;
import dev.carillon.server.webhooks.payload.catalogue.WebhookSchemasApi;

/** The event types there are, the server's own and custom ones, and the calls about them. */
record EventTypeWiring(PlatformWiring platform, FieldWiring fields, CustomEventTypes custom) {

  /** All types: the server's own and custom ones. */
  AllEventTypes all() {
    return new AllEventTypes(platform.catalogue(), custom);
  }

  /** Adds the calls that describe types and register custom ones. */
  void routes(Routes routes) {
    Webhooks webhooks = platform.store().webhooks();
    CatalogueApi catalogue = new CatalogueApi(all(), webhooks);
    catalogue.routes(routes);
    new WebhookSchemasApi(all(), webhooks, fields.fields()).routes(routes);
    new EventTypesApi(custom, all().takenNames(), webhooks, catalogue::shown, platform.wallClock())
        .routes(routes);
  }

  /**
   * Adds the call by which other programs record events.
   *
   * @param subjects finds what they are about
   */
  void recording(Routes routes, Changes changes, EventSubjects subjects) {
    new RecordEventsApi(custom, changes, subjects, fields.payloads(), platform.wallClock())
        .routes(routes);
  }
}
