package dev.carillon.server.webhooks.registration;

import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.webhooks.payload.AssetFilterReader;

/**
 * What the fields of a webhook are checked against.
 *
 * @param filters compiles folders and query
 * @param fields the metadata fields there are
 * @param urls says which URLs are allowed
 */
public record WebhookRules(AssetFilterReader filters, FieldRegistry fields, UrlCheck urls) {}
