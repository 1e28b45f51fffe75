/**
 * What servers of jpose share: listening with TLS and limits, tokens, bodies, answers, problems.
 */
package org.jpose.http;
