const ipp = require('ipp');

const printer = ipp.Printer(process.env.PRINTER_URL);

exports.print = function (zpl, done) {
  printer.execute('Print-Job', {
    'operation-attributes-tag': { 'document-format': 'application/octet-stream' },
    data: Buffer.from(zpl),
  }, done);
};
