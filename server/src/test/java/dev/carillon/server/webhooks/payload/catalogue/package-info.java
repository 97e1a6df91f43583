/** Tests of the event catalogue, and what holds every payload of every test to it. */
@NullMarked
package dev.carillon.server.webhooks.payload.catalogue;

import org.jspecify.annotations.NullMarked;
