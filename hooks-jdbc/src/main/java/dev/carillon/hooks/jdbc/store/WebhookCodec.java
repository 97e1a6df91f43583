package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.SecretCipher;

/**
 * What the embedder lends for reading webhooks.
 *
 * @param cipher for tokens and values of headers
 * @param filters for the text of filters
 */
public record WebhookCodec(SecretCipher cipher, EventFilterReader filters) {}
