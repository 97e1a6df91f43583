/** Tests of the package of the same name. */
@NullMarked
package dev.carillon.server.webhooks.registration;

import org.jspecify.annotations.NullMarked;
