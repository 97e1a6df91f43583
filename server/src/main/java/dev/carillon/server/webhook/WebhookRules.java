package dev.carillon.server.webhook;

import dev.carillon.server.event.AssetFilters;
import dev.carillon.server.field.FieldRegistry;

/**
 * What the fields of a webhook are checked against.
 *
 * @param filters compiles folders and query
 * @param fields the metadata fields there are
 * @param urls says which URLs are allowed
 */
public record WebhookRules(AssetFilters filters, FieldRegistry fields, UrlCheck urls) {}
