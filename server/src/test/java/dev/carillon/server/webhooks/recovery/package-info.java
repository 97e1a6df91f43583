@NullMarked
package dev.carillon.server.webhooks.recovery;

import org.jspecify.annotations.NullMarked;
