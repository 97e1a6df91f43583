@NullMarked
package dev.carillon.server.webhooks.eventtypes;

import org.jspecify.annotations.NullMarked;
