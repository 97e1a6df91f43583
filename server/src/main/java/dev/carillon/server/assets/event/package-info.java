/**
 * What assets, folders and share links publish: the types of their events and the snapshots that
 * payloads are made from. The port through which {@code webhooks} knows assets. Uses {@code field}.
 */
@NullMarked
package dev.carillon.server.assets.event;

import org.jspecify.annotations.NullMarked;
