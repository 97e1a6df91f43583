/** The backlog of all webhooks, read seldom. Depends on the façade. */
@NullMarked
package dev.carillon.hooks.spring.backlog;

import org.jspecify.annotations.NullMarked;
