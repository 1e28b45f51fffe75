/** What comes from outside: addresses of the web with their passwords, text that is shown. */
package org.jpose.core.web;
