// Runs before every page's own scripts, and reports every function that an attack would call.
for (const name of ["xss", "alert", "confirm", "prompt", "print"]) {
  window[name] = () => window.complaints.push(`ran: ${name}`);
}
