/** Tests of the API's description, and what holds every answer of the contract tests to it. */
@NullMarked
package dev.carillon.server.platform.openapi;

import org.jspecify.annotations.NullMarked;
