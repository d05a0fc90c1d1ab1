// Runs before every page's own scripts: whatever an attack would call tells of it.
for (const name of ["xss", "alert", "confirm", "prompt", "print"]) {
  window[name] = () => window.complaints.push(`ran: ${name}`);
}
