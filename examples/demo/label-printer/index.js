const express = require('express');
const { print } = require('./printer');

const app = express();
app.use(express.text({ type: 'application/zpl', limit: '200kb' }));

app.post('/print', function (req, res) {
  print(req.body, function (error) {
    if (error) return res.status(502).send(error.message);
    res.send('printed');
  });
});

app.listen(8631);
