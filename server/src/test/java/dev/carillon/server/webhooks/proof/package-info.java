@NullMarked
package dev.carillon.server.webhooks.proof;

import org.jspecify.annotations.NullMarked;
